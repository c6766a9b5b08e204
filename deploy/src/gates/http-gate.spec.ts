import { createServer, type Server } from 'node:http';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { passHttpGate } from './http-gate.ts';

const { signal } = new AbortController();
/** Where fetch tells of connections that came to nothing. */
const refused = 'undici:client:connectError';

describe('passHttpGate', () => {
  let server: Server;
  let url: string;
  /** What the server answers, one after the other; the last one for ever. */
  let answers: { status: number; body?: string; location?: string }[];

  beforeEach(async () => {
    server = createServer((_request, response) => {
      const [answer = { status: 500 }] = answers.length > 1 ? answers.splice(0, 1) : answers;
      const { status, body, location } = answer;
      response.writeHead(status, location ? { location } : {}).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const never = new AbortController().signal;
  const pass = (gate: { status?: number; text?: string }, deadline = never) =>
    passHttpGate({ kind: 'http', url, status: 200, ...gate }, { timeoutMs: 30_000, deadline, signal });

  /** Aborted when the server is asked for the second time. */
  const secondRequest = () => {
    const deadline = new AbortController();
    server.once('request', () => server.once('request', () => deadline.abort()));
    return deadline.signal;
  };

  /** Aborted when a connection is refused for the second time: what the first one came to is known by then. */
  const secondRefusal = () => {
    const deadline = new AbortController();
    let refusals = 0;
    const count = () => {
      if (++refusals < 2) return;
      unsubscribe(refused, count);
      deadline.abort();
    };
    subscribe(refused, count);
    return deadline.signal;
  };

  it('asks again until the answer is the right one', async () => {
    answers = [{ status: 503 }, { status: 200, body: 'starting' }, { status: 200, body: 'it is ok' }];
    expect(await pass({ text: 'ok' })).toBeUndefined();
    expect(answers).toHaveLength(1);
  });

  it('tells the last answer when the time is over', async () => {
    answers = [{ status: 503, body: 'no database\n' }];
    expect(await pass({}, secondRequest())).toEqual({
      detail: `GET ${url} answered 503 instead of 200, until 30 s were over`,
      evidence: ['the last answer began with:', '  no database'],
      advice: `curl -i ${url}`,
    });
  });

  it('takes a redirect for an answer', async () => {
    answers = [{ status: 308, location: 'https://elsewhere.example' }];
    expect(await pass({ status: 308 })).toBeUndefined();
    expect((await pass({}, secondRequest()))?.detail).toContain('answered 308 instead of 200');
  });

  it('tells the text that an answer lacks', async () => {
    answers = [{ status: 200, body: 'hello' }];
    expect((await pass({ text: 'ok' }, secondRequest()))?.detail).toContain(
      'answered 200 without the text "ok"',
    );
  });

  it('tells that nothing listens', async () => {
    server.close();
    expect(await pass({}, secondRefusal())).toMatchObject({
      detail: expect.stringContaining('did not answer (ECONNREFUSED)') as unknown,
      evidence: [],
    });
  });

  it('ends with the signal', async () => {
    answers = [{ status: 503 }];
    const stop = new AbortController();
    const gate = { kind: 'http', url, status: 200 } as const;
    server.once('request', () => stop.abort());
    await expect(
      passHttpGate(gate, { timeoutMs: 30_000, deadline: never, signal: stop.signal }),
    ).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
