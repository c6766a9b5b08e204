import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEndpoint } from '../../src/cluster/credentials.ts';
import type { Connection } from '../../src/deploy-request.ts';

export interface RecordedCall {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly isDryRun: boolean;
  readonly isWatch: boolean;
}

/** What happens to a call instead of being passed on: an answer of its own, or a closed connection. */
export type Fault =
  { readonly status: number; readonly body: object; readonly headers?: Record<string, string> } | 'reset';

/** A loopback proxy before the API server that writes down every call, and can answer some of them itself. */
export class RecordingProxy {
  readonly calls: RecordedCall[] = [];
  /** Asked for each call before it is passed on. */
  fault: (call: RecordedCall) => Fault | undefined = () => undefined;
  /** The first call that matches reaches the server, and its answer nobody. */
  loseAnswerOf: ((call: RecordedCall) => boolean) | undefined;
  readonly connection: Connection;
  readonly #server: http.Server;
  readonly #folder: string;

  private constructor(server: http.Server, folder: string, connection: Connection) {
    this.#server = server;
    this.#folder = folder;
    this.connection = connection;
  }

  static async open(connection: Connection): Promise<RecordingProxy> {
    const endpoint = await loadEndpoint(connection.kubeconfig, connection.context);
    const server = http.createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://proxy');
      const call = {
        method: request.method ?? '',
        path: url.pathname,
        isDryRun: url.searchParams.has('dryRun'),
        isWatch: url.searchParams.has('watch'),
      };
      proxy.calls.push(call);
      const fault = proxy.fault(call);
      if (fault === 'reset') return void request.socket.destroy();
      if (fault) return void answer(response, fault);
      const options = {
        method: request.method,
        agent: endpoint.agent,
        headers: { ...request.headers, ...endpoint.headers },
      };
      const isLost = proxy.loseAnswerOf?.(call) ?? false;
      if (isLost) proxy.loseAnswerOf = undefined;
      const passed = https.request(new URL(request.url ?? '/', endpoint.server), options, (upstream) => {
        if (isLost) return void request.socket.destroy();
        response.writeHead(upstream.statusCode ?? 502, upstream.headers);
        upstream.pipe(response);
      });
      passed.on('error', () => response.destroy());
      response.on('close', () => passed.destroy());
      request.pipe(passed);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const folder = await mkdtemp(join(tmpdir(), 'todo-deploy-test-'));
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, kubeconfigText(`http://127.0.0.1:${port}`));
    const proxy = new RecordingProxy(server, folder, { ...connection, kubeconfig, context: 'proxied' });
    return proxy;
  }

  /** Calls that change something. */
  writes(): readonly RecordedCall[] {
    return this.calls.filter(({ method, isDryRun }) => method !== 'GET' && !isDryRun);
  }

  /** Breaks every connection that is open, in the midst of whatever it carries. */
  breakConnections(): void {
    this.#server.closeAllConnections();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#folder, { recursive: true });
  }
}

function answer(response: http.ServerResponse, { status, body, headers }: Exclude<Fault, 'reset'>): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function kubeconfigText(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'proxied', cluster: { server } }],
    users: [{ name: 'nobody', user: {} }],
    contexts: [{ name: 'proxied', context: { cluster: 'proxied', user: 'nobody' } }],
  });
}
