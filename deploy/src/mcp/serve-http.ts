import { createMcpHandler } from '@modelcontextprotocol/server';
import { hostHeaderValidation, originValidation, toNodeHandler } from '@modelcontextprotocol/node';
import { timingSafeEqual, createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { DeployError } from '../errors.ts';
import { createServer, type ServerFacts } from './server.ts';

export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  /** What clients send as `Authorization: Bearer TOKEN`. */
  readonly token: string | undefined;
  /** Names, besides those of this machine, by which clients may reach it. */
  readonly allowedHosts: readonly string[];
  readonly onListening: (address: string) => void;
  readonly onError: (error: Error) => void;
  readonly signal: AbortSignal;
}

const localNames = ['localhost', '127.0.0.1', '[::1]'];
const bodyBytesMax = 64 * 1024;
const tokenLengthMin = 16;

/**
 * Serves MCP at /mcp and whether it lives at /health, until the signal ends. A page in a browser can reach neither by a name
 * that was made to lead here (DNS rebinding), nor from another origin.
 *
 * @throws DeployError SERVER_TOKEN_MISSING, SERVER_ADDRESS_UNUSABLE
 */
export async function serveHttp(facts: ServerFacts, options: HttpOptions): Promise<void> {
  const { host, port, signal } = options;
  assertToken(options);
  const handler = createMcpHandler(() => createServer(facts), {
    maxRequestBodySize: bodyBytesMax,
    onerror: options.onError,
  });
  const server = http.createServer(guarded(toNodeHandler(handler), options));
  await listen(server, { host, port });
  const { port: actual } = server.address() as { port: number };
  options.onListening(`http://${host.includes(':') ? `[${host}]` : host}:${actual}/mcp`);
  if (!signal.aborted) await once(signal, 'abort');
  server.close();
  await handler.close();
  server.closeAllConnections();
}

type Listener = (request: http.IncomingMessage, response: http.ServerResponse) => unknown;

function guarded(handle: Listener, { token, allowedHosts }: HttpOptions): Listener {
  const names = [...localNames, ...allowedHosts];
  const isHostAllowed = hostHeaderValidation(names);
  const isOriginAllowed = originValidation(names);
  return (request, response) => {
    const path = request.url?.split('?')[0];
    if (path === '/health') return void response.end('ok\n');
    if (!isHostAllowed(request, response) || !isOriginAllowed(request, response)) return;
    if (path !== '/mcp') return void response.writeHead(404).end();
    if (token !== undefined && !isToken(request.headers.authorization, token))
      return void response.writeHead(401, { 'WWW-Authenticate': 'Bearer' }).end();
    return handle(request, response);
  };
}

/** Takes the same time whatever was sent. */
function isToken(authorization: string | undefined, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(authorization ?? ''), hash(`Bearer ${token}`));
}

/** @throws DeployError SERVER_TOKEN_MISSING */
function assertToken({ host, port, token }: HttpOptions): void {
  const address = `${host}:${port}`;
  if (token === undefined)
    throw new DeployError('SERVER_TOKEN_MISSING', {
      address,
      reason: 'every program that reaches it could call its tools, as TODO_DEPLOY_MCP_TOKEN is not set',
    });
  if (token.length < tokenLengthMin)
    throw new DeployError('SERVER_TOKEN_MISSING', { address, reason: 'TODO_DEPLOY_MCP_TOKEN is too short' });
}

async function listen(
  server: http.Server,
  at: { readonly host: string; readonly port: number },
): Promise<void> {
  server.listen(at.port, at.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DeployError('SERVER_ADDRESS_UNUSABLE', { address: `${at.host}:${at.port}`, reason }, error);
  }
}
