import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTransport, type ApiRequest, type Transport } from './transport.ts';

/** Sends the head and half of the body of each answer, and then nothing. */
describe('a server that stops in the midst of an answer', () => {
  let server: http.Server;
  let folder: string;
  let transport: Transport;
  let afterHead: () => void;
  /** The client has the head of the answer, and reads the body from the next turn on. */
  const onHead = () => void setImmediate(() => afterHead());

  beforeEach(async () => {
    server = http.createServer((_request, response) => {
      response.writeHead(200).write('{"items": [');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    folder = mkdtempSync(join(tmpdir(), 'todo-deploy-'));
    const kubeconfig = {
      clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}` } }],
      users: [{ name: 'u', user: {} }],
      contexts: [{ name: 'mine', context: { cluster: 'c', user: 'u' } }],
    };
    const file = join(folder, 'config');
    writeFileSync(file, JSON.stringify(kubeconfig));
    transport = await openTransport(file, 'mine');
    subscribe('http.client.response.finish', onHead);
  });

  afterEach(() => {
    unsubscribe('http.client.response.finish', onHead);
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  function send(method: ApiRequest['method'], signal: AbortSignal): Promise<unknown> {
    return transport.send({ method, path: '/api/v1/pods', signal }).catch((error: unknown) => error);
  }

  it('is left by a read whose signal ends, for the reason that the signal gives', async () => {
    const stop = new AbortController();
    const reason = new Error('Ctrl-C');
    afterHead = () => stop.abort(reason);
    expect(await send('GET', stop.signal)).toBe(reason);
  });

  it('is an unreachable one for a write that it cuts off after the signal has ended', async () => {
    const stop = new AbortController();
    afterHead = () => {
      stop.abort();
      server.closeAllConnections();
    };
    expect(await send('PATCH', stop.signal)).toMatchObject({ code: 'ECONNRESET' });
  });
});
