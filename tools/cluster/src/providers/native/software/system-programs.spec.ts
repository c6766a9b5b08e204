import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ensureSystemPrograms, findProgram, missingPackages } from './system-programs.ts';

const programs = [
  'etcd',
  'containerd',
  'containerd-shim-runc-v2',
  'runc',
  'docker-registry',
  'nft',
  'ip',
  'nsenter',
];

/** A machine whose programs are those in one folder; its apt-get is a shell script. */
describe('system programs', () => {
  let folder: string;
  const lines: string[] = [];
  const install = (name: string, script = 'exit 0') => {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  };
  const options = (change = {}) => ({
    env: { PATH: folder },
    isRoot: true,
    needsPip: false,
    cniFolders: [folder],
    onProgress: (line: string) => void lines.push(line),
    ...change,
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'system-'));
    lines.length = 0;
    for (const name of [...programs, 'bridge']) install(name);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('finds nothing missing where all are there, and installs nothing', async () => {
    install('apt-get', 'exit 1');
    expect(await ensureSystemPrograms(options())).toEqual([]);
  });

  it('names the packages of what is missing, each once', async () => {
    for (const name of ['containerd', 'containerd-shim-runc-v2', 'etcd', 'bridge'])
      rmSync(join(folder, name));
    expect(await missingPackages(options({ needsPip: true }))).toEqual([
      'containerd',
      'containernetworking-plugins',
      'etcd-server',
      'python3-pip',
    ]);
  });

  it('installs them with apt-get, without what is only recommended', async () => {
    rmSync(join(folder, 'etcd'));
    install('apt-get', `echo "$@" > ${folder}/called`);
    expect(await ensureSystemPrograms(options())).toEqual(['etcd-server']);
    expect(readFileSync(join(folder, 'called'), 'utf8')).toMatch(
      /^install --yes --no-install-recommends .* etcd-server\n$/,
    );
  });

  it('fetches the package lists when the first try fails', async () => {
    rmSync(join(folder, 'etcd'));
    install('apt-get', `[ "$1" = update ] && exec > ${folder}/updated; [ -e ${folder}/updated ]`);
    expect(await ensureSystemPrograms(options())).toEqual(['etcd-server']);
    expect(existsSync(join(folder, 'updated'))).toBe(true);
    expect(lines).toContain('fetching the package lists with apt-get update');
  });

  it('gives apt-get`s last lines and the command when it fails for good', async () => {
    rmSync(join(folder, 'etcd'));
    install(
      'apt-get',
      'echo "Err:1 Temporary failure resolving" >&2; echo "E: Unable to fetch" >&2; exit 100',
    );
    await expect(ensureSystemPrograms(options())).rejects.toMatchObject({
      code: 'PACKAGES_FAILED',
      message: expect.stringContaining('Temporary failure resolving | E: Unable to fetch') as unknown,
      hint: expect.stringContaining('apt-get install --no-install-recommends etcd-server') as unknown,
    });
  });

  it('names the command to run where it may not install', async () => {
    rmSync(join(folder, 'etcd'));
    install('apt-get', 'exit 1');
    await expect(ensureSystemPrograms(options({ isRoot: false }))).rejects.toMatchObject({
      code: 'PACKAGES_MISSING',
      message:
        'Programs etcd-server: not installed, and not installed by this command because this user is not root',
      hint: 'run: apt-get install --no-install-recommends etcd-server',
    });
  });

  it('searches PATH in its order', () => {
    expect(findProgram('etcd', `/nowhere:${folder}`)).toBe(join(folder, 'etcd'));
    expect(findProgram('no-such-program', folder)).toBeUndefined();
  });
});
