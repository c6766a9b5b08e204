import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dockerCredentials } from './docker-credentials.ts';

describe('dockerCredentials', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oci-docker-'));
    const auths = {
      'https://index.docker.io/v1/': { auth: btoa('hub:a:b') },
      'registry.example:5000': { auth: btoa('ann:secret') },
      'empty.example': {},
    };
    await writeFile(join(folder, 'config.json'), JSON.stringify({ auths }));
  });

  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['docker.io', { username: 'hub', password: 'a:b' }],
    ['registry.example:5000', { username: 'ann', password: 'secret' }],
    ['empty.example', undefined],
    ['other.example', undefined],
  ])('knows who to be at %s', async (registry, expected) => {
    expect(await dockerCredentials(folder)(registry)).toEqual(expected);
  });

  it('is anonymous without a configuration', async () => {
    expect(await dockerCredentials(join(folder, 'absent'))('docker.io')).toBeUndefined();
  });
});
