import type { Server } from 'node:http';

export interface DrainOptions {
  /** How long new requests are still answered, in milliseconds: proxies learn late that this server is leaving. */
  readonly acceptMs: number;
  /** When connections that are still busy are cut, in milliseconds from the start. */
  readonly deadlineMs: number;
}

const sweepMs = 100;

/**
 * Ends a server so that no client sees a failed request: answers go on but ask the client to close its connection,
 * then nothing new is accepted, idle connections are closed as they become idle, and busy ones at the deadline.
 *
 * @returns when the last connection is closed
 */
export async function drain(server: Server, options: DrainOptions): Promise<void> {
  server.prependListener('request', (_request, response) => {
    response.setHeader('connection', 'close');
  });
  await new Promise((resolve) => setTimeout(resolve, options.acceptMs));
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
  const deadline = setTimeout(() => server.closeAllConnections(), options.deadlineMs - options.acceptMs);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(sweep);
  clearTimeout(deadline);
}
