import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRegistryClient } from '@todo/oci';
import { type RegistryServer, startRegistry } from '@todo/testing';
import { text } from '../../src/entries.ts';
import { ensure, readStatus } from '../../src/ensure.ts';
import type { StandIn } from '../../src/stand-in.ts';

const standIn = (reference: string, content: string): StandIn => ({
  reference,
  content,
  fingerprint: { content },
  layers: () => [[text('file', content)]],
  config: { Cmd: [content] },
});
const hosts = ['gcr.io', 'docker.io'];
const standIns = () => [
  standIn('gcr.io/a/node:1', 'Node'),
  standIn('docker.io/library/postgres:18', 'PostgreSQL'),
];

let registry: RegistryServer;
let folder: string;
let file: string;
let requests: string[] = [];
/** Hosts of the internet that answer in the spec at hand. */
let answering: string[] = [];

/** The spec's own registry is real; the rest of the internet answers as the spec says. */
const network: typeof globalThis.fetch = (input, init) => {
  const url = input as URL;
  requests.push(`${init?.method} ${url.host}${url.pathname}`);
  if (url.host === registry.address) return fetch(input, init);
  if (answering.some((host) => url.host.endsWith(host)))
    return Promise.resolve(new Response(null, { status: 401 }));
  const cause = Object.assign(new Error('no route'), { code: 'ENETUNREACH' });
  return Promise.reject(new TypeError('fetch failed', { cause }));
};
const options = { client: createRegistryClient({ fetch: network }), hosts, standIns };

const connection = () => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
const states = (found: readonly { host: string; state: string; images: readonly { made: boolean }[] }[]) =>
  found.map(({ host, state, images }) => [host, state, images.map(({ made }) => made)]);

beforeAll(async () => {
  registry = await startRegistry();
  folder = mkdtempSync(join(tmpdir(), 'todo-stand-ins-'));
  file = join(folder, 'cluster.json');
});

afterAll(async () => {
  await registry?.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  writeFileSync(file, JSON.stringify({ name: 'x', registry: registry.address, kept: { a: 1 } }));
  requests = [];
  answering = [];
});

describe('ensure', () => {
  it('makes images of the official names where the real registries do not answer', async () => {
    expect(states(await ensure(file, options))).toEqual([
      ['gcr.io', 'stand-in', [true]],
      ['docker.io', 'stand-in', [true]],
    ]);
    const { address } = registry;
    const mirrors = { 'gcr.io': `${address}/gcr.io`, 'docker.io': `${address}/docker.io` };
    expect(connection()).toEqual({ name: 'x', registry: address, kept: { a: 1 }, mirrors });
    const named = { registry: address, path: 'docker.io/library/postgres', tag: '18' };
    expect(await options.client.headManifest(named)).toBeDefined();
  });

  it('asks no real registry again, makes nothing and writes nothing the second time', async () => {
    await ensure(file, options);
    const before = statSync(file);
    requests = [];
    expect(states(await ensure(file, options))).toEqual([
      ['gcr.io', 'stand-in', [false]],
      ['docker.io', 'stand-in', [false]],
    ]);
    expect(requests).toHaveLength(4);
    expect(requests.every((request) => request.startsWith(`HEAD ${registry.address}/`))).toBe(true);
    expect(statSync(file).ino).toBe(before.ino);
  });

  it('makes an image again when what it is made from has changed', async () => {
    await ensure(file, options);
    const newer = () => [standIn('gcr.io/a/node:1', 'Node 2')];
    expect(states(await ensure(file, { ...options, hosts: ['gcr.io'], standIns: newer }))).toEqual([
      ['gcr.io', 'stand-in', [true]],
    ]);
  });

  it('uses the real registries where they answer', async () => {
    answering = ['gcr.io'];
    expect(states(await ensure(file, options))).toMatchObject([
      ['gcr.io', 'real', []],
      ['docker.io', 'stand-in', [false]],
    ]);
    expect(connection()['mirrors']).toEqual({ 'docker.io': `${registry.address}/docker.io` });
  });

  it('goes back to a real registry only when it is told to ask', async () => {
    await ensure(file, options);
    answering = hosts;
    expect(states(await ensure(file, options))).toEqual([
      ['gcr.io', 'stand-in', [false]],
      ['docker.io', 'stand-in', [false]],
    ]);
    expect(states(await ensure(file, { ...options, probe: true }))).toEqual([
      ['gcr.io', 'real', []],
      ['docker.io', 'real', []],
    ]);
    expect(connection()['mirrors']).toEqual({});
  });

  it('puts nothing into a registry of another machine', async () => {
    writeFileSync(file, JSON.stringify({ registry: 'registry.example' }));
    expect(states(await ensure(file, options))).toEqual([
      ['gcr.io', 'unreachable', []],
      ['docker.io', 'unreachable', []],
    ]);
    expect(connection()).toEqual({ registry: 'registry.example' });
  });

  it('fails when the registry of the cluster is down', async () => {
    writeFileSync(file, JSON.stringify({ registry: '127.0.0.1:9' }));
    await expect(ensure(file, options)).rejects.toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
    expect(connection()['mirrors']).toBeUndefined();
  });
});

describe('readStatus', () => {
  it('says where images come from without asking the internet', async () => {
    await ensure(file, options);
    requests = [];
    expect(states(await readStatus(file, options))).toEqual([
      ['gcr.io', 'stand-in', [false]],
      ['docker.io', 'stand-in', [false]],
    ]);
    expect(requests.every((request) => request.includes(registry.address))).toBe(true);
  });
});

describe('the command line', () => {
  const cli = join(import.meta.dirname, '../../src/cli.ts');
  const run = (
    words: string[],
    connectionFile = file,
  ): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const env = { ...process.env, NODE_OPTIONS: '', TODO_CLUSTER_FILE: connectionFile };
      execFile(process.execPath, [cli, ...words], { env }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });

  it('prints its state as one line, or as JSON', async () => {
    const line = 'Base images: gcr.io is used itself; docker.io is used itself\n';
    expect(await run(['status'])).toEqual({ code: 0, stdout: line, stderr: '' });
    const { stdout } = await run(['status', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      registries: [{ host: 'gcr.io', state: 'real' }, { host: 'docker.io' }],
    });
  });

  it.each([
    [['ensure', '--prob'], 2, 'USAGE  --prob: unknown argument'],
    [['make'], 2, 'USAGE  make: unknown argument'],
  ])('refuses %j', async (words, code, message) => {
    expect(await run(words)).toMatchObject({ code, stderr: expect.stringContaining(message) });
  });

  it.each([
    ['no file', undefined, 80],
    ['no JSON', '{', 81],
    ['no registry', '{}', 81],
    ['mirrors of another kind', '{"registry":"r","mirrors":[1]}', 81],
  ])('has an exit code for a connection with %s', async (_case, content, code) => {
    const other = join(folder, 'other.json');
    rmSync(other, { force: true });
    if (content !== undefined) writeFileSync(other, content);
    const { code: exitCode, stderr } = await run(['ensure'], other);
    expect(exitCode).toBe(code);
    expect(stderr).toMatch(new RegExp(`^CONNECTION_\\w+  Connection file ${other}: .+\n  Next: .+\n$`));
  });

  it('prints its help', async () => {
    expect((await run(['--help'])).stdout).toMatch(/^Usage: stand-ins ensure/);
  });
});
