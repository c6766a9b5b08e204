import { describe, expect, it } from '@jest/globals';
import { phase, phaseLine } from './progress.ts';

describe('phase', () => {
  it('prints remarks at once and one line with the detail and the duration at the end', async () => {
    const lines: string[] = [];
    const result = await phase(
      (line) => lines.push(line),
      'programs',
      ({ remark, detail }) => {
        remark('unpacking node');
        detail('cached');
        return Promise.resolve(7);
      },
    );
    expect(result).toBe(7);
    expect(lines).toEqual(['programs      unpacking node', 'programs      cached  0.0 s']);
  });

  it('prints no closing line for work that failed', async () => {
    const lines: string[] = [];
    const failing = phase(
      (line) => lines.push(line),
      'network',
      () => Promise.reject(new Error('no')),
    );
    await expect(failing).rejects.toThrow('no');
    expect(lines).toEqual([]);
  });
});

describe('phaseLine', () => {
  it('leaves out a detail that there is not', () => {
    expect(phaseLine('stopped', '', 1234)).toBe('stopped       1.2 s');
  });
});
