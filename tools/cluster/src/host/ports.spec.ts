import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { describePortHolder, isPortFree, parseListeningInodes } from './ports.ts';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0
   1: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4343 1 0
   2: 00000000:1389 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4444 1 0
`;

describe('ports', () => {
  it('finds the sockets that listen on a port, not those connected to it', () => {
    expect(parseListeningInodes(table, 8080)).toEqual(['4242']);
    expect(parseListeningInodes(table, 5001)).toEqual(['4444']);
    expect(parseListeningInodes(table, 80)).toEqual([]);
  });

  it.each(['127.0.0.1', '0.0.0.0'])('sees who listens on %s', async (host) => {
    const server = createServer().listen({ host, port: 0 });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await isPortFree(port)).toBe(false);
    expect(describePortHolder(port)).toBe(`process ${process.pid} (MainThread) listens on it`);
    server.close();
    await once(server, 'close');
    expect(await isPortFree(port)).toBe(true);
  });
});
