import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dump } from 'js-yaml';
import { ensureExisting, existingStatus, type ExistingOptions } from './existing-provider.ts';

const folder = mkdtempSync(join(tmpdir(), 'existing-'));
const kubeconfig = join(folder, 'config');
const options: ExistingOptions = {
  kubeconfig,
  context: 'staging',
  registry: 'registry.test',
  address: 'http://todo.test',
  secureAddress: 'https://todo.test',
};

describe('existing provider', () => {
  let server: Server;

  beforeAll(async () => {
    server = createServer((socket) => socket.destroy()).listen({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const clusters = [
      { name: 'a', cluster: { server: `https://127.0.0.1:${port}` } },
      { name: 'b', cluster: { server: 'https://127.0.0.1:1' } },
    ];
    const contexts = [
      { name: 'staging', context: { cluster: 'a', user: 'u' } },
      { name: 'gone', context: { cluster: 'b', user: 'u' } },
      { name: 'broken', context: { cluster: 'c', user: 'u' } },
    ];
    writeFileSync(kubeconfig, dump({ apiVersion: 'v1', kind: 'Config', clusters, contexts, users: [] }));
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  it('gives the cluster as it was named, and leaves the kubeconfig as it is', async () => {
    const before = readFileSync(kubeconfig, 'utf8');
    expect(await ensureExisting('local', options)).toEqual({
      name: 'local',
      provider: 'existing',
      ...options,
    });
    expect(readFileSync(kubeconfig, 'utf8')).toBe(before);
    expect((await existingStatus('local', options)).state).toBe('running');
  });

  it('names the contexts it knows when it is asked for another', async () => {
    await expect(ensureExisting('local', { ...options, context: 'production' })).rejects.toMatchObject({
      code: 'CONTEXT_UNKNOWN',
      message: `Context production: ${kubeconfig} does not hold it; it holds staging, gone, broken`,
    });
  });

  it('says so when the API server does not answer', async () => {
    const gone = { ...options, context: 'gone' };
    await expect(ensureExisting('local', gone)).rejects.toMatchObject({
      code: 'ENDPOINT_UNREACHABLE',
      message: 'API server https://127.0.0.1:1: no answer (ECONNREFUSED); the cluster was not changed',
    });
    expect((await existingStatus('local', gone)).state).toBe('damaged');
  });

  it.each([
    ['/nowhere/config', 'staging', 'there is no such file'],
    [import.meta.filename, 'staging', 'it cannot be read as a kubeconfig'],
    [kubeconfig, 'broken', 'which it does not hold'],
  ])('refuses the kubeconfig %s with context %s: %s', async (file, context, problem) => {
    const refused = ensureExisting('local', { ...options, kubeconfig: file, context });
    await expect(refused).rejects.toMatchObject({ code: 'KUBECONFIG_UNREADABLE' });
    await expect(refused).rejects.toThrow(problem);
  });
});
