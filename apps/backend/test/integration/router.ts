import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Router {
  readonly url: string;
  /** Sends no new connection to this replica from now on; those it has stay. */
  remove(port: number): void;
  close(): void;
}

/** Hands each new connection to the next replica and knows nothing of HTTP, as a Service in a cluster does. */
export async function startRouter(ports: readonly number[]): Promise<Router> {
  const replicas = [...ports];
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((client) => {
    const port = replicas[(count += 1) % replicas.length] ?? 0;
    const replica = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [client, replica],
      [replica, client],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay().pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    remove: (port) => void replicas.splice(replicas.indexOf(port), 1),
    close() {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}
