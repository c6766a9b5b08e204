import { describe, expect, it } from '@jest/globals';
import { runReader } from './read-only.ts';

describe('runReader', () => {
  it.each([
    [['deploy']],
    [['rollback', 'backend']],
    [['mcp']],
    [['constructor']],
    [['plan', '--out', 'x']],
    [['plan', '--out=x']],
    [['status', '--watch']],
    [['logs', '--kubeconfig', 'x']],
    [[]],
  ])('refuses %j', async (words) => {
    await expect(runReader(words, '/nowhere')).rejects.toMatchObject({ code: 'WRITE_REFUSED' });
  });
});
