import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';

/**
 * A lock between processes that cannot go stale: an abstract Unix socket (unix(7)), which the kernel frees when its
 * process ends, however it ends. Whoever waits connects to it, reads who holds it, and is woken when it is freed.
 */
export interface NamedLock {
  release(): Promise<void>;
}

export interface LockOptions {
  /** What the holder does, told to those who wait: `up`, with its process id. */
  readonly purpose: string;
  /** Called once per holder waited for. */
  readonly onWait?: (holder: string) => void;
  readonly signal?: AbortSignal;
}

/** Takes the lock of that name, waiting until it is free. */
export async function takeLock(name: string, options: LockOptions): Promise<NamedLock> {
  const path = `\0todo-cluster/${name}`;
  for (;;) {
    options.signal?.throwIfAborted();
    const server = await tryListen(path, `${options.purpose} (process ${process.pid})`);
    if (server) return { release: () => close(server) };
    await waitForRelease(path, options);
  }
}

async function tryListen(path: string, holder: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.on('error', () => undefined).write(`${holder}\n`));
  sockets.set(server, new Set());
  server.on('connection', (socket) => sockets.get(server)?.add(socket));
  server.listen({ path });
  try {
    await once(server, 'listening');
    server.unref();
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

const sockets = new WeakMap<Server, Set<{ destroy(): unknown }>>();

async function waitForRelease(path: string, { onWait, signal }: LockOptions): Promise<void> {
  const socket = connect({ path });
  const abort = () => socket.destroy();
  signal?.addEventListener('abort', abort);
  socket.setEncoding('utf8').on('data', (holder) => onWait?.(String(holder).trim()));
  socket.on('error', () => undefined);
  if (!socket.destroyed) await once(socket, 'close');
  signal?.removeEventListener('abort', abort);
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const socket of sockets.get(server) ?? []) socket.destroy();
  await closed;
}
