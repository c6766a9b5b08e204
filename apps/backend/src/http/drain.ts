// Ending without a failed request: routers learn only a moment after SIGTERM that this replica ends, and keep-alive
// clients know nothing of it. So the API serves on for a while, tells each client to close its connection with the next
// answer, closes connections as they fall idle, and cuts what is left at a deadline.
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    isDraining(): boolean;
    /** Resolves once every request is answered and every connection closed. A second call shares the first's end. */
    drain(options: DrainOptions): Promise<void>;
  }
}

export interface DrainOptions {
  /** How long new connections are still taken. */
  readonly waitMs: number;
  /** After this, what is still open is cut. */
  readonly deadlineMs: number;
}

/** Adds `drain` and `isDraining`. The server must be made with `return503OnClosing: false`. */
export function addDrain(app: FastifyInstance): void {
  let running: Promise<void> | undefined;
  const connections = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  app.decorate('isDraining', () => running !== undefined);
  app.decorate('drain', (options: DrainOptions) => (running ??= drain(app, connections, options)));
  app.addHook('onSend', (_request, reply, payload) => {
    if (running) reply.header('connection', 'close');
    return Promise.resolve(payload);
  });
}

async function drain(
  app: FastifyInstance,
  connections: ReadonlySet<Socket>,
  { waitMs, deadlineMs }: DrainOptions,
): Promise<void> {
  await sleep(waitMs);
  const timers = [
    // close() ends only the connections that are idle right then.
    setInterval(() => app.server.closeIdleConnections(), idleIntervalMs),
    // Node does not count those as idle that were opened ahead and never used.
    setTimeout(() => closeUnused(connections), unusedMs),
    setTimeout(() => app.server.closeAllConnections(), deadlineMs),
  ];
  try {
    await app.close();
  } finally {
    timers.forEach(clearTimeout);
  }
}

const idleIntervalMs = 100;
const unusedMs = 1_000;

function closeUnused(connections: ReadonlySet<Socket>): void {
  for (const connection of connections) if (connection.bytesRead === 0) connection.destroy();
}
