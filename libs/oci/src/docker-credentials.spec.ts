import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AskHelper, dockerCredentials } from './docker-credentials.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oci-docker-'));
});

afterAll(() => rm(folder, { recursive: true }));

const writeConfig = (config: object) => writeFile(join(folder, 'config.json'), JSON.stringify(config));

describe('dockerCredentials', () => {
  const auths = {
    'https://index.docker.io/v1/': { auth: btoa('hub:a:b') },
    'registry.example:5000': { auth: btoa('ann:secret') },
    'empty.example': {},
  };

  it.each([
    ['docker.io', { username: 'hub', password: 'a:b' }],
    ['registry.example:5000', { username: 'ann', password: 'secret' }],
    ['empty.example', undefined],
    ['other.example', undefined],
  ])('knows who to be at %s', async (registry, expected) => {
    await writeConfig({ auths });
    expect(await dockerCredentials({ folder })(registry)).toEqual(expected);
  });

  it('asks the helper of a registry, else the one for all, and the file itself last', async () => {
    await writeConfig({ auths, credsStore: 'all', credHelpers: { 'gcr.example': 'cloud' } });
    const askHelper: AskHelper = (name, server) =>
      Promise.resolve(server === 'registry.example:5000' ? undefined : { username: name, password: server });
    const store = dockerCredentials({ folder, askHelper });
    expect(await store('gcr.example')).toEqual({ username: 'cloud', password: 'gcr.example' });
    expect(await store('docker.io')).toEqual({ username: 'all', password: 'https://index.docker.io/v1/' });
    expect(await store('registry.example:5000')).toEqual({ username: 'ann', password: 'secret' });
  });

  it('is anonymous without a configuration', async () => {
    expect(await dockerCredentials({ folder: join(folder, 'absent') })('docker.io')).toBeUndefined();
  });
});

describe('askCredentialHelper', () => {
  const module = join(import.meta.dirname, 'credential-helper.ts');
  const program = `const { askCredentialHelper } = await import(process.argv[1]);
    console.log(JSON.stringify((await askCredentialHelper(process.argv[2], 'gcr.example')) ?? 'anonymous'))`;

  /** Asks in a process on whose PATH a helper named `test` runs this script. */
  const ask = async (script: string, name = 'test'): Promise<unknown> => {
    await writeFile(join(folder, 'docker-credential-test'), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, 'docker-credential-test'), 0o755);
    const words = ['--input-type=module', '--eval', program, module, name];
    const { stdout } = await promisify(execFile)(process.execPath, words, { env: { PATH: folder } });
    return JSON.parse(stdout);
  };

  it('sends the server and reads the account', async () => {
    const account = await ask(
      'read -r server; echo "{\\"Username\\":\\"ann\\",\\"Secret\\":\\"for $server\\"}"',
    );
    expect(account).toEqual({ username: 'ann', password: 'for gcr.example' });
  });

  it.each(['exit 1', 'echo credentials not found; exit 1', 'echo "{}"'])(
    'is anonymous after %s',
    async (script) => {
      expect(await ask(script)).toBe('anonymous');
    },
  );

  it('is anonymous when the helper is missing', async () => {
    expect(await ask('', 'absent')).toBe('anonymous');
  });
});
