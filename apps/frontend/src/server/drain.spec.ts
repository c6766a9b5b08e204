import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { drain } from './drain.ts';

const agent = new Agent({ keepAlive: true, maxSockets: 4 });
let server: Server;

async function listen(listener: RequestListener): Promise<number> {
  server = createServer(listener);
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function ask(port: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent }, (response) => {
      response.resume();
      response.on('end', () => resolve(response));
      response.on('error', reject);
    }).on('error', reject);
  });
}

/** Lets the time to accept, and that to the deadline, pass only as the test says; all else goes on. */
function holdTime(): void {
  jest.useFakeTimers({
    doNotFake: [
      'nextTick',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
    ],
  });
}

afterEach(() => {
  jest.useRealTimers();
  agent.destroy();
  server.closeAllConnections();
  server.close();
});

describe('drain', () => {
  it('answers every request of clients that keep their connections, and ends once they have gone', async () => {
    holdTime();
    const port = await listen((_request, response) => response.end('ok'));
    const statuses: (number | undefined)[] = [];
    const isUp = { value: true };
    const clients = [1, 2, 3, 4].map(async () => {
      while (isUp.value) statuses.push((await ask(port)).statusCode);
    });
    await ask(port);
    const closed = drain(server, { acceptMs: 150, deadlineMs: 5000 });
    for (let count = 0; count < 10; count++) await ask(port);
    // Clients of a proxy are sent elsewhere before this server stops to accept.
    isUp.value = false;
    await Promise.all(clients);
    jest.advanceTimersByTime(150);
    await closed;
    expect(statuses.length).toBeGreaterThan(4);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('asks clients to close their connections as soon as it begins', async () => {
    holdTime();
    const port = await listen((_request, response) => response.end('ok'));
    expect((await ask(port)).headers.connection).toBe('keep-alive');
    const closed = drain(server, { acceptMs: 100, deadlineMs: 5000 });
    expect((await ask(port)).headers.connection).toBe('close');
    jest.advanceTimersByTime(100);
    await closed;
  });

  it('lets an answer under way end', async () => {
    holdTime();
    const { promise: asked, resolve: answer } = Promise.withResolvers<() => void>();
    const port = await listen((_request, response) => answer(() => response.end('late')));
    const response = ask(port);
    const end = await asked;
    const closed = drain(server, { acceptMs: 100, deadlineMs: 5000 });
    jest.advanceTimersByTime(100);
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.listening).toBe(false);
    end();
    expect((await response).statusCode).toBe(200);
    await closed;
  });

  it('closes idle connections long before they time out', async () => {
    const port = await listen((_request, response) => response.end('ok'));
    await ask(port);
    await drain(server, { acceptMs: 0, deadlineMs: 86_400_000 });
    expect(server.listening).toBe(false);
  });

  it('cuts what has no end at the deadline', async () => {
    const port = await listen((_request, response) => void response.write('begun'));
    const failed = ask(port).catch((error: NodeJS.ErrnoException) => error.code);
    await once(server, 'request');
    await drain(server, { acceptMs: 0, deadlineMs: 100 });
    expect(await failed).toBe('ECONNRESET');
  });
});
