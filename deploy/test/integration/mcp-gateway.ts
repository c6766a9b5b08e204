import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { testToken } from './mcp-server.ts';

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => Promise<void>;

/** Stands between the conformance suite, which sends no token and knows HTTP only, and a server. */
export class McpGateway {
  readonly url: string;
  readonly close: () => Promise<void>;

  private constructor(url: string, close: () => Promise<void>) {
    this.url = url;
    this.close = close;
  }

  /** Adds the token to each request, and changes nothing else about it. */
  static toHttp(url: string): Promise<McpGateway> {
    return McpGateway.#open((request, response) => {
      const headers = { ...request.headers, authorization: `Bearer ${testToken}` };
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const sent = http.request(url, { method: request.method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response).on('close', resolve);
      });
      sent.on('error', reject);
      request.pipe(sent);
      return promise;
    });
  }

  /** Passes each message on to a program as a line, and its answer back. */
  static async toProgram(words: readonly string[]): Promise<McpGateway> {
    const env = { ...process.env, NODE_OPTIONS: '' };
    const child = spawn(process.execPath, words, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    const waiting = new Map<unknown, (line: string) => void>();
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { id } = JSON.parse(line) as { readonly id?: unknown };
      waiting.get(id)?.(line);
    });
    const gateway = await McpGateway.#open(async (request, response) => {
      if (request.method !== 'POST') return void response.writeHead(405).end();
      const body = await text(request);
      const { id } = JSON.parse(body) as { readonly id?: unknown };
      const { promise, resolve } = Promise.withResolvers<string>();
      if (id !== undefined) waiting.set(id, resolve);
      child.stdin.write(`${body}\n`);
      if (id === undefined) return void response.writeHead(202).end();
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(await promise);
    });
    const close = async () => {
      await gateway.close();
      child.stdin.end();
      await once(child, 'exit');
    };
    return new McpGateway(gateway.url, close);
  }

  static async #open(handle: Handler): Promise<McpGateway> {
    const server = http.createServer((request, response) => {
      handle(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const close = async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    };
    return new McpGateway(`http://127.0.0.1:${port}/mcp`, close);
  }
}
