import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

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
    const lock = await tryTake(path, `${options.purpose} (process ${process.pid})`);
    if (lock) return lock;
    await waitForRelease(path, options);
  }
}

/** Undefined when another process has it. */
async function tryTake(path: string, holder: string): Promise<NamedLock | undefined> {
  const waiting = new Set<Socket>();
  const server = createServer((socket) => {
    waiting.add(socket);
    socket.on('error', () => undefined).write(`${holder}\n`);
  });
  server.listen({ path });
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
  server.unref();
  return {
    async release() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of waiting) socket.destroy();
      await closed;
    },
  };
}

async function waitForRelease(path: string, { onWait, signal }: LockOptions): Promise<void> {
  const socket = connect({ path });
  const abort = () => socket.destroy();
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  socket.setEncoding('utf8').on('data', (holder) => onWait?.(String(holder).trim()));
  // That the lock was freed in between is an error here, and the reason to try again; `once` would reject with it.
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('close', resolve));
  signal?.removeEventListener('abort', abort);
}
