import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectCluster } from './client.ts';

describe('the log of a container', () => {
  let server: http.Server;
  let folder: string;
  /** One after another; the last again and again. */
  let bodies: string[];

  beforeAll(async () => {
    server = http.createServer((_request, response) =>
      response.end(bodies.length > 1 ? bodies.shift() : bodies[0]),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    folder = mkdtempSync(join(tmpdir(), 'todo-deploy-'));
    const { port } = server.address() as AddressInfo;
    const kubeconfig = {
      clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}` } }],
      users: [{ name: 'u', user: {} }],
      contexts: [{ name: 'mine', context: { cluster: 'c', user: 'u' } }],
    };
    writeFileSync(join(folder, 'config'), JSON.stringify(kubeconfig));
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  async function logs(): Promise<readonly string[]> {
    const cluster = await connectCluster(join(folder, 'config'), 'mine');
    const pod = { apiVersion: 'v1', kind: 'Pod', namespace: 'todo', name: 'backend' };
    const { signal } = new AbortController();
    return cluster.logs(pod, { container: 'app', previous: true, lines: 5, signal });
  }

  it('has the lines that say something', async () => {
    bodies = ['one\n\n  two\n'];
    expect(await logs()).toEqual(['one', '  two']);
  });

  const cleared = 'unable to retrieve container logs for containerd://53ffb6f37d38\n';

  it('is asked for again while the node says in its place that it has just cleared it away', async () => {
    bodies = [cleared, cleared, 'one\n'];
    expect(await logs()).toEqual(['one']);
  });

  it('is empty where the node goes on saying so', async () => {
    bodies = [cleared];
    expect(await logs()).toEqual([]);
  });
});
