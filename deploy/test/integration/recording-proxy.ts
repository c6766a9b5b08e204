import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEndpoint, type Endpoint } from '../../src/cluster/credentials.ts';
import type { KubernetesObject } from '../../src/cluster/kubernetes-object.ts';
import type { Connection } from '../../src/deploy-request.ts';

export interface RecordedCall {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly isDryRun: boolean;
  readonly isWatch: boolean;
  readonly authorization: string | undefined;
  readonly startedAt: number;
  /** When the client had its answer, or gave up. */
  endedAt?: number;
}

/**
 * What happens to a call instead of being passed on: an answer of its own, a closed connection before or after the server
 * has done it, or an answer that stops, before its first byte or in the middle.
 */
export type CallFault =
  | { readonly status: number; readonly body: object; readonly headers?: Record<string, string> }
  | 'reset'
  | 'lose-answer'
  | 'stall'
  | 'stall-in-body';

/** A loopback proxy before the API server that writes down every call, and can spoil any of them. */
export class RecordingProxy {
  readonly calls: RecordedCall[] = [];
  readonly connection: Connection;
  /** Where it listens. */
  readonly url: string;
  /** Asked for each call before it is passed on. */
  fault: (call: RecordedCall) => CallFault | undefined = () => undefined;
  /** Told of each call that the server has answered; the client hears of it once the promise is resolved. */
  onAnswer: (call: RecordedCall) => Promise<void> = () => Promise.resolve();
  /** What the client is shown instead of an object, in a list and in a watch. */
  alter: ((object: KubernetesObject) => KubernetesObject) | undefined;
  readonly #server: http.Server;
  #endpoint: Endpoint;
  readonly #folder: string;
  readonly #watches = new Map<http.ServerResponse, RecordedCall>();
  readonly #sockets = new Set<Socket>();

  private constructor(server: http.Server, { endpoint, folder, connection, url }: Opening) {
    this.#server = server;
    this.#endpoint = endpoint;
    this.#folder = folder;
    this.connection = connection;
    this.url = url;
    server.on('request', (request, response) => this.#take(request, response));
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async open(connection: Connection): Promise<RecordingProxy> {
    const endpoint = await loadEndpoint(connection.kubeconfig, connection.context);
    const server = http.createServer();
    await listen(server, 0);
    const { port } = server.address() as AddressInfo;
    const folder = await mkdtemp(join(tmpdir(), 'todo-deploy-test-'));
    const kubeconfig = join(folder, 'kubeconfig');
    const url = `http://127.0.0.1:${port}`;
    await writeFile(kubeconfig, kubeconfigText(url));
    const proxied = { ...connection, kubeconfig, context: 'proxied' };
    const proxy = new RecordingProxy(server, { endpoint, folder, connection: proxied, url });
    await proxy.giveToken('first');
    return proxy;
  }

  /** Calls that change something. */
  writes(): readonly RecordedCall[] {
    return this.calls.filter(isWrite);
  }

  /** Cuts every connection, and refuses new ones until what it answers is called. */
  async goDown(): Promise<() => Promise<void>> {
    const { port } = this.#server.address() as AddressInfo;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#cut();
    await closed;
    return () => listen(this.#server, port);
  }

  /** Passes calls on as another user from now on. */
  async actAs(kubeconfig: string, context: string): Promise<void> {
    this.#endpoint = await loadEndpoint(kubeconfig, context);
  }

  /** Ends every watch, as a server does that is restarted. */
  endWatches(): void {
    for (const response of this.#watches.keys()) response.end();
  }

  /** Writes the token that the client is to send from when it next reads its credentials. */
  giveToken(token: string): Promise<void> {
    return writeFile(join(this.#folder, 'token'), token);
  }

  /** Sends an event to every watch on this path, as the server would. */
  sendToWatches(path: string, event: { readonly type: string; readonly object: object }): void {
    for (const [response, call] of this.#watches)
      if (call.path === path) response.write(`${JSON.stringify(event)}\n`);
  }

  /** Breaks every connection that is open, in the midst of whatever it carries. */
  breakConnections(): void {
    this.#server.closeAllConnections();
  }

  async close(): Promise<void> {
    if (this.#server.listening) await this.goDown();
    await rm(this.#folder, { recursive: true });
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #take(request: http.IncomingMessage, response: http.ServerResponse): void {
    const call = describeCall(request);
    this.calls.push(call);
    response.on('close', () => (call.endedAt = performance.now()));
    const fault = this.fault(call);
    if (fault === 'reset') return void request.socket.destroy();
    if (typeof fault === 'object') return void answer(response, fault);
    const { server, agent, headers } = this.#endpoint;
    const { authorization: _ofClient, ...others } = request.headers;
    // Compressed answers could not be altered.
    const own = { ...others, ...headers, 'accept-encoding': 'identity' };
    const options = { method: request.method, agent, headers: own };
    const passed = https.request(new URL(request.url ?? '/', server), options, (upstream) => {
      const pass = () => this.#answer(upstream, response, { call, fault });
      void this.onAnswer(call).then(pass);
    });
    passed.on('error', () => response.destroy());
    response.on('close', () => passed.destroy());
    request.pipe(passed);
  }

  #answer(
    upstream: http.IncomingMessage,
    response: http.ServerResponse,
    { call, fault }: { call: RecordedCall; fault: CallFault | undefined },
  ): void {
    if (fault === 'lose-answer') return void response.socket?.destroy();
    if (fault === 'stall') return void upstream.resume();
    const isAltered = this.alter !== undefined && call.method === 'GET';
    response.writeHead(upstream.statusCode ?? 502, isAltered ? withoutLength(upstream) : upstream.headers);
    if (fault === 'stall-in-body')
      return void upstream.once('data', (chunk: Buffer) => response.write(chunk.subarray(0, 1)));
    if (call.isWatch) this.#follow(upstream, response, call);
    else if (isAltered) void this.#alterList(upstream, response);
    else upstream.pipe(response);
  }

  #follow(upstream: http.IncomingMessage, response: http.ServerResponse, call: RecordedCall): void {
    response.flushHeaders();
    this.#watches.set(response, call);
    response.on('close', () => this.#watches.delete(response));
    let rest = '';
    upstream.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) response.write(`${this.#altered(line)}\n`);
    });
    upstream.on('end', () => response.end()).on('error', () => response.destroy());
  }

  #altered(line: string): string {
    if (!this.alter) return line;
    const event = JSON.parse(line) as { readonly type: string; readonly object: KubernetesObject };
    return JSON.stringify({ ...event, object: this.alter(event.object) });
  }

  async #alterList(upstream: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const text = await upstream.setEncoding('utf8').reduce((all: string, chunk: string) => all + chunk, '');
    const list = JSON.parse(text) as { readonly items?: readonly KubernetesObject[]; readonly kind: string };
    const kind = list.kind.replace(/List$/, '');
    const items = list.items?.map((item) => this.alter?.({ ...item, kind }) ?? item);
    response.end(JSON.stringify({ ...list, ...(items && { items }) }));
  }
}

interface Opening {
  readonly endpoint: Endpoint;
  readonly folder: string;
  readonly connection: Connection;
  readonly url: string;
}

/** Whether a call changes something; what a person may do is asked with a POST that changes nothing. */
export function isWrite({ method, path, isDryRun }: RecordedCall): boolean {
  return method !== 'GET' && !isDryRun && !path.startsWith('/apis/authorization.k8s.io/');
}

function describeCall(request: http.IncomingMessage): RecordedCall {
  const url = new URL(request.url ?? '/', 'http://proxy');
  return {
    method: request.method ?? '',
    path: url.pathname,
    isDryRun: url.searchParams.has('dryRun'),
    isWatch: url.searchParams.has('watch'),
    authorization: request.headers.authorization,
    startedAt: performance.now(),
  };
}

function withoutLength({ headers }: http.IncomingMessage): http.IncomingHttpHeaders {
  const { 'content-length': _length, ...others } = headers;
  return others;
}

function answer(response: http.ServerResponse, { status, body, headers }: Exclude<CallFault, string>): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function listen(server: http.Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function kubeconfigText(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'proxied', cluster: { server } }],
    users: [{ name: 'somebody', user: { tokenFile: 'token' } }],
    contexts: [{ name: 'proxied', context: { cluster: 'proxied', user: 'somebody' } }],
  });
}
