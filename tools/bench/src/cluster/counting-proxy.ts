import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { writeAccess, type Access, type Connection } from './connection.ts';

/** What one program and the API server had to say to each other. */
export interface Traffic {
  readonly calls: number;
  /** In both directions, with the headers, as sent. */
  readonly bytes: number;
  /** Time during which at least one call was under way. */
  readonly busyMs: number;
}

/** A loopback proxy before the API server that counts; programs reach it with a kubeconfig of its own. */
export class CountingProxy {
  readonly access: Access;
  readonly #server: http.Server;
  readonly #counter: Counter;

  private constructor(server: http.Server, counter: Counter, access: Access) {
    this.#server = server;
    this.#counter = counter;
    this.access = access;
  }

  /** @param folder takes its kubeconfig and connection file */
  static async open(folder: string, connection: Connection): Promise<CountingProxy> {
    const upstream = await upstreamOf(connection);
    const counter = new Counter();
    const server = http.createServer((request, response) => {
      response.on('close', counter.callStarted());
      pass({ request, response, upstream });
    });
    server.on('connection', (socket: Socket) => counter.connected(socket));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const kubeconfig = join(folder, 'counted-kubeconfig');
    await writeFile(kubeconfig, kubeconfigText(`http://127.0.0.1:${port}`));
    const access = await writeAccess(folder, { ...connection, kubeconfig, context: proxiedContext });
    return new CountingProxy(server, counter, access);
  }

  /** Counts what goes through while the work is done, which must be all that does. */
  async count(work: () => Promise<unknown>): Promise<Traffic> {
    this.#counter.reset();
    await work();
    return this.#counter.traffic();
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

const proxiedContext = 'counted';

class Counter {
  #calls = 0;
  #underWay = 0;
  #busySince = 0;
  #busyMs = 0;
  #bytesBefore = 0;
  #closedBytes = 0;
  readonly #open = new Set<Socket>();

  connected(socket: Socket): void {
    this.#open.add(socket);
    socket.on('close', () => {
      this.#open.delete(socket);
      this.#closedBytes += bytesOf(socket);
    });
  }

  /** @returns what to call once the call is over */
  callStarted(): () => void {
    this.#calls += 1;
    if (this.#underWay++ === 0) this.#busySince = performance.now();
    return () => {
      if (--this.#underWay === 0) this.#busyMs += performance.now() - this.#busySince;
    };
  }

  reset(): void {
    this.#calls = 0;
    this.#busyMs = 0;
    this.#bytesBefore = this.#bytes();
  }

  traffic(): Traffic {
    return { calls: this.#calls, bytes: this.#bytes() - this.#bytesBefore, busyMs: this.#busyMs };
  }

  #bytes(): number {
    return [...this.#open].reduce((sum, socket) => sum + bytesOf(socket), this.#closedBytes);
  }
}

function bytesOf({ bytesRead, bytesWritten }: Socket): number {
  return bytesRead + bytesWritten;
}

interface Upstream {
  readonly server: URL;
  readonly agent: https.Agent;
  /** That carry the credentials, when a certificate does not. */
  readonly headers: http.OutgoingHttpHeaders | undefined;
}

async function upstreamOf({ kubeconfig, context }: Connection): Promise<Upstream> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  config.setCurrentContext(context);
  const options: https.RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const server = config.getCurrentCluster()?.server;
  if (!server) throw new TypeError(`Context ${context} names no server`);
  const { ca, cert, key, servername, rejectUnauthorized, headers } = options;
  const agent = new https.Agent({ ca, cert, key, servername, rejectUnauthorized, keepAlive: true });
  return { server: new URL(server), agent, headers: headers as http.OutgoingHttpHeaders | undefined };
}

interface Passing {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  readonly upstream: Upstream;
}

function pass({ request, response, upstream: { server, agent, headers } }: Passing): void {
  const { method } = request;
  const own = { ...request.headers, ...headers, host: server.host };
  const passed = https.request(
    new URL(request.url ?? '/', server),
    { method, agent, headers: own },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  passed.on('error', () => response.destroy());
  response.on('close', () => passed.destroy());
  request.pipe(passed);
}

function kubeconfigText(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': proxiedContext,
    clusters: [{ name: proxiedContext, cluster: { server } }],
    users: [{ name: proxiedContext, user: {} }],
    contexts: [{ name: proxiedContext, context: { cluster: proxiedContext, user: proxiedContext } }],
  });
}
