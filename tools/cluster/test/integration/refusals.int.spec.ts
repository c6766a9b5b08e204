import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readManifest, thisPlatform } from '../../src/providers/native/software/manifest.ts';
import { cachedProgram } from '../../src/providers/native/software/unpack-program.ts';
import { clustersDir, connectionFile, runCli, succeed, type CliSettings } from './cluster-cli.ts';
import { tracesOf } from './traces.ts';

const name = 'ctest3';
const oneSentence = expect.stringMatching(/^[A-Z_]+ {2}.+\n {2}Next: .+\n$/s) as unknown;

/** Bad input and bad machines: one clear sentence, an exit code of its own, and nothing half done. */
describe('up refuses', () => {
  let folder: string;
  const refusal = async (settings: CliSettings = {}, ...args: string[]) => {
    const { exitCode, stderr } = await runCli(['up', '--name', name, ...args], settings);
    expect(stderr).toEqual(oneSentence);
    expect(tracesOf(name)).toEqual([]);
    expect(existsSync(connectionFile)).toBe(false);
    return { exitCode, stderr };
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'refusals-'));
    await succeed('down', '--name', name, '--purge');
  });
  afterEach(async () => {
    await succeed('down', '--name', name, '--purge');
    rmSync(folder, { recursive: true, force: true });
    rmSync(clustersDir, { recursive: true, force: true });
  });

  it('a user who is not root, and says what such a user can do', async () => {
    chmodSync(folder, 0o777);
    const env = { TODO_CLUSTER_DIR: join(folder, 'c'), TODO_CLUSTER_FILE: join(folder, 'f'), HOME: folder };
    const { exitCode, stderr } = await refusal({ uid: 65534, env });
    expect(exitCode).toBe(10);
    expect(stderr).toContain('--provider existing --kubeconfig FILE --context NAME');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a port that is taken, and names its process', async () => {
    const registry = 20_999;
    const server = createServer().listen({ host: '127.0.0.1', port: registry });
    await once(server, 'listening');
    mkdirSync(join(clustersDir, name), { recursive: true });
    const allocation = { ports: { http: 20_996, https: 20_997, registry, api: 20_998 }, subnet: 250 };
    writeFileSync(join(clustersDir, name, 'state.json'), JSON.stringify({ version: 1, allocation }));
    const { exitCode, stderr } = await refusal();
    server.close();
    expect(exitCode).toBe(30);
    expect(stderr).toContain(
      `Port 20999 on 127.0.0.1: cluster ${name} needs it, and process ${process.pid} (`,
    );
  });

  it('a program with another checksum, and runs nothing', async () => {
    const [node] = readManifest().programs;
    const known = node?.platforms[thisPlatform()];
    if (!node || !known) throw new Error(`No program is known for ${thisPlatform()}`);
    const file = cachedProgram(join(folder, 'todo-chatbot/programs'), { ...known, name: node.name });
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, 'something else', { mode: 0o755 });
    const { exitCode, stderr } = await refusal({ env: { XDG_CACHE_HOME: folder } });
    expect(exitCode).toBe(20);
    expect(stderr).toContain(file);
    expect(stderr).toContain(known.sha256);
  });

  it('a disk without room, and says how much is needed', async () => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]);
    try {
      const { exitCode, stderr } = await refusal({ env: { TODO_CLUSTER_DIR: join(disk, 'clusters') } });
      expect(exitCode).toBe(32);
      expect(stderr).toMatch(/6\d MiB are free and 1500 MiB are needed/);
      expect(readdirSync(disk)).toEqual([]);
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  it('to go on when a part ends at every start, with its last lines, and stops the others', async () => {
    const broken = join(folder, 'docker-registry');
    writeFileSync(broken, '#!/bin/sh\necho "configuration: nonsense"\nexit 3\n', { mode: 0o755 });
    const { exitCode, stderr } = await refusal({ env: { PATH: `${folder}:${process.env.PATH}` } });
    expect(exitCode).toBe(33);
    expect(stderr).toContain(
      'registry: ended with exit code 3 at every start; its last lines: configuration: nonsense',
    );
    expect(stderr).toContain(`read ${clustersDir}/${name}/log/registry.log`);
  });

  it('a name that a running cluster with another folder has', async () => {
    await succeed('up', '--name', name);
    for (const command of ['up', 'down']) {
      const { exitCode, stderr } = await runCli([command, '--name', name], {
        env: { TODO_CLUSTER_DIR: folder },
      });
      expect([exitCode, stderr]).toEqual([36, oneSentence]);
      expect(stderr).toContain(`with its data in ${clustersDir}/${name}`);
    }
    expect(await succeed('status', '--name', name)).toContain('running');
  });

  it('a context that the kubeconfig does not hold, and names those it holds', async () => {
    const kubeconfig = join(folder, 'config');
    const clusters = [{ name: 'a', cluster: { server: 'https://127.0.0.1:1' } }];
    const contexts = [{ name: 'staging', context: { cluster: 'a', user: 'u' } }];
    writeFileSync(kubeconfig, JSON.stringify({ clusters, contexts }));
    const rest = ['--registry', 'r:5000', '--address', 'http://a.test'];
    const wrong = await refusal({}, '--kubeconfig', kubeconfig, '--context', 'prod', ...rest);
    expect(wrong.exitCode).toBe(12);
    expect(wrong.stderr).toContain('it holds staging');
    const named = ['--kubeconfig', kubeconfig, '--context', 'staging', ...rest];
    const down = await runCli(['down', '--name', name, ...named]);
    expect([down.exitCode, down.stderr]).toEqual([41, oneSentence]);
  });

  it('to build programs without Go, and says which is needed', async () => {
    const { exitCode, stderr } = await runCli(['programs'], {
      env: { PATH: folder, XDG_CACHE_HOME: folder },
    });
    expect([exitCode, stderr]).toEqual([21, oneSentence]);
    expect(stderr).toContain(`install Go ${readManifest().go}`);
  });

  it('prints its errors as JSON where that is asked for', async () => {
    const { exitCode, stderr } = await runCli(['up', '--name', 'No', '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stderr)).toEqual({
      error: {
        code: 'USAGE',
        message: expect.stringContaining('--name No has to be') as unknown,
        hint: expect.stringContaining('--help') as unknown,
      },
    });
  });
});
