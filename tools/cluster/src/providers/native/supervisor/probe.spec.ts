import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitForAnswer } from './probe.ts';

describe('waitForAnswer', () => {
  let server: Server;
  let statuses: number[];
  const probe = () =>
    ({ kind: 'http', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }) as const;

  beforeEach(async () => {
    server = createServer((_request, response) => response.writeHead(statuses.shift() ?? 500).end());
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => void server.close());

  it('asks again a component that was too busy to answer', async () => {
    statuses = [500, 500, 200];
    expect(await waitForAnswer(probe(), { authority: '', signal: new AbortController().signal })).toBe(true);
    expect(statuses).toEqual([]);
  });

  it('gives up on one that never answers', async () => {
    statuses = [];
    expect(await waitForAnswer(probe(), { authority: '', signal: AbortSignal.timeout(150) })).toBe(false);
  });
});
