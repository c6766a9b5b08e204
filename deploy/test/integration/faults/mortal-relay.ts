import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Passes connections on to a server, and dies once its clients have sent so many bytes, until it is revived. */
export class MortalRelay {
  readonly #target: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #bytesLeft: number;
  #port = 0;

  private constructor(target: string, bytesMax: number) {
    this.#target = target;
    this.#bytesLeft = bytesMax;
    this.#server = createServer((client) => this.#relay(client));
  }

  /** @param target host and port of the server */
  static async open(target: string, { bytesMax }: { readonly bytesMax: number }): Promise<MortalRelay> {
    const relay = new MortalRelay(target, bytesMax);
    await relay.#listen();
    return relay;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get isDead(): boolean {
    return !this.#server.listening;
  }

  async revive(): Promise<void> {
    this.#bytesLeft = Number.POSITIVE_INFINITY;
    if (this.isDead) await this.#listen();
  }

  die(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #listen(): Promise<void> {
    await once(this.#server.listen(this.#port, '127.0.0.1'), 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  #relay(client: Socket): void {
    const [host, port] = this.#target.split(':');
    const upstream = connect(Number(port), host);
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
    }
    client.on('data', ({ length }: Buffer) => {
      this.#bytesLeft -= length;
      if (this.#bytesLeft <= 0) this.die();
    });
    client.pipe(upstream).pipe(client);
  }
}
