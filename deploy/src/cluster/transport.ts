import type { Agent, IncomingMessage } from 'node:http';
import { ApiError, connectionError } from './api-error.ts';
import { loadEndpoint, type Endpoint } from './credentials.ts';
import { http, https } from './http.ts';
import { withRetry } from './retry.ts';

/**
 * Sends raw JSON to one API server over kept-alive connections.
 *
 * Every request ends: by its answer, after 30 s without one, or with its signal. Connection failures and answers that ask
 * for patience are tried again; a server that answered before is given a minute, one never reached five seconds.
 */
export interface Transport {
  readonly server: URL;
  readonly context: string;
  send(request: ApiRequest): Promise<ApiResponse>;
  /** The answer's body as it arrives; not retried. Ends with an error when nothing arrives for `idleMs`. */
  stream(request: ApiRequest, idleMs: number): Promise<IncomingMessage>;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  /** Takes a connection of its own: any number of them may last without one that is short having to wait. */
  readonly isLasting?: boolean;
  /** Ends a read at once; a write that is under way is finished, and only what would follow it does not start. */
  readonly signal: AbortSignal;
  /** Awaited before each attempt; what it throws ends the request. */
  readonly beforeAttempt?: (() => Promise<void>) | undefined;
}

export interface ApiResponse {
  readonly status: number;
  readonly body: string;
}

const requestTimeoutMs = 30_000;
const patienceUnreachedMs = 5_000;
const patienceReachedMs = 60_000;

/** @throws DeployError KUBECONFIG_UNREADABLE, CONTEXT_UNKNOWN, CREDENTIALS_REFUSED */
export async function openTransport(kubeconfig: string, context: string): Promise<Transport> {
  let endpoint = await loadEndpoint(kubeconfig, context);
  let wasReached = false;

  async function sendOnce(request: ApiRequest): Promise<ApiResponse> {
    await request.beforeAttempt?.();
    const response = await exchange(endpoint, request, requestTimeoutMs);
    wasReached = true;
    const body = await readAll(response, request);
    if (response.statusCode === undefined || response.statusCode >= 400)
      throw ApiError.of(request, response, body);
    return { status: response.statusCode, body };
  }

  async function streamOnce(request: ApiRequest, idleMs: number): Promise<IncomingMessage> {
    const response = await exchange(endpoint, request, idleMs);
    if (response.statusCode === 200) return response;
    throw ApiError.of(request, response, await readAll(response, request));
  }

  async function withFreshCredentials<Answer>(action: () => Promise<Answer>): Promise<Answer> {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      endpoint = await loadEndpoint(kubeconfig, context);
      return action();
    }
  }

  return {
    server: endpoint.server,
    context,
    send: (request) => {
      const patienceMs = () => (wasReached ? patienceReachedMs : patienceUnreachedMs);
      const { signal } = request;
      return withRetry(() => withFreshCredentials(() => sendOnce(request)), {
        patienceMs,
        signal,
        failureOf: ApiError.failureOf,
      });
    },
    stream: (request, idleMs) => withFreshCredentials(() => streamOnce(request, idleMs)),
  };
}

/** Sends one request and waits for the answer's head; the socket's silence is limited to `idleMs` from then on too. */
function exchange(endpoint: Endpoint, request: ApiRequest, idleMs: number): Promise<IncomingMessage> {
  const url = new URL(endpoint.server.pathname.replace(/\/$/, '') + request.path, endpoint.server);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
  const headers = {
    Accept: request.accept ?? 'application/json',
    'User-Agent': 'todo-deploy',
    ...(body && { 'Content-Type': request.contentType ?? 'application/json', 'Content-Length': body.length }),
    ...endpoint.headers,
  };
  request.signal.throwIfAborted();
  const signal = request.method === 'GET' ? request.signal : undefined;
  const agent = request.isLasting ? lastingAgent(endpoint.agent) : endpoint.agent;
  const options = { method: request.method, agent, headers, signal, timeout: idleMs };
  return new Promise((resolve, reject) => {
    const client = url.protocol === 'http:' ? http : https;
    const sent = client.request(url, options, resolve);
    sent.on('timeout', () =>
      sent.destroy(connectionError('REQUEST_TIMEOUT', `silent for ${idleMs / 1000} s`)),
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const lastingAgents = new WeakMap<Agent, Agent>();

/** An agent without a limit. One that goes through a proxy is of a class of its own, and taken as it is. */
function lastingAgent(agent: Agent): Agent {
  const known = lastingAgents.get(agent);
  if (known) return known;
  const isUsual = [http.Agent, https.Agent].includes(agent.constructor as typeof http.Agent);
  const made =
    isUsual && agent instanceof https.Agent
      ? new https.Agent({ ...agent.options, maxSockets: Infinity })
      : agent;
  lastingAgents.set(agent, made);
  return made;
}

/** The whole body. What ends a read in the midst of it is its signal, where that has ended: Node speaks of a reset. */
async function readAll(response: IncomingMessage, { method, signal }: ApiRequest): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  } catch (error) {
    if (method === 'GET') signal.throwIfAborted();
    throw error;
  }
  return Buffer.concat(chunks).toString('utf8');
}
