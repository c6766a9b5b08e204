// Ending without a failed request: routers learn only a moment after SIGTERM that this replica ends, and keep-alive
// clients know nothing of it. So the API serves on for a while, tells each client to close its connection with the next
// answer, closes connections as they fall idle, and cuts what is left at a deadline.
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
  app.decorate('isDraining', () => running !== undefined);
  app.decorate('drain', (options: DrainOptions) => (running ??= drain(app, options)));
  app.addHook('onSend', (_request, reply, payload) => {
    if (running) reply.header('connection', 'close');
    return Promise.resolve(payload);
  });
}

async function drain(app: FastifyInstance, { waitMs, deadlineMs }: DrainOptions): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  // Since Node 19, close() ends only the connections that are idle right then.
  const idle = setInterval(() => app.server.closeIdleConnections(), idleIntervalMs);
  const deadline = setTimeout(() => app.server.closeAllConnections(), deadlineMs);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(deadline);
  }
}

const idleIntervalMs = 100;
