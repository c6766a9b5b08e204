import { setTimeout as delay } from 'node:timers/promises';
import { types } from 'node:util';
import { OciError } from './errors.ts';

/** One HTTP request to a registry. */
export interface RegistryRequest {
  readonly registry: string;
  /** Path below the registry's `/v2/`, or an absolute URL that the registry itself gave. */
  readonly target: string | URL;
  /** What the request does, for messages: `reading the manifest todo/backend:h-1`. */
  readonly action: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  /** Called once per attempt, because a stream can be sent only once. */
  readonly body?: () => Content | Promise<Content>;
  /** For the whole exchange, the body included. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export type Content = ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>;

export interface TransportOptions {
  readonly fetch?: typeof fetch;
  /** For requests that name no timeout of their own. */
  readonly timeoutMs?: number;
  readonly attemptsMax?: number;
  readonly wait?: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
}

/** Sends a request and resolves to the registry's answer, whatever its status. */
export type Send = (request: RegistryRequest) => Promise<Response>;

const retriedStatuses = new Set([429, 500, 502, 503, 504]);
const unansweredCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const waitMaxMs = 20_000;

/**
 * HTTP with a timeout, and new attempts after 429, 5xx (honouring Retry-After, RFC 9110) and broken connections.
 * A registry that nobody listens for fails at once. An aborted signal throws its own reason.
 *
 * @throws OciError REGISTRY_UNREACHABLE, REGISTRY_TIMED_OUT
 */
export function createTransport(options: TransportOptions = {}): Send {
  const { attemptsMax = 4, wait = (ms, signal) => delay(ms, undefined, { signal }) } = options;
  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      const outcome = await attemptOnce(request, options);
      const isLast = attempt >= attemptsMax;
      if (outcome instanceof Response) {
        if (isLast || !retriedStatuses.has(outcome.status)) return outcome;
        await outcome.body?.cancel();
        await wait(retryAfterMs(outcome) ?? backoffMs(attempt), request.signal);
      } else {
        if (isLast || !outcome.isPassing) throw outcome.error;
        await wait(backoffMs(attempt), request.signal);
      }
    }
  };
}

/** The registry's URL: plain HTTP on this machine's loopback addresses, HTTPS elsewhere, as Docker does. */
export function registryUrl(registry: string): URL {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  return new URL(`${isLocalRegistry(registry) ? 'http' : 'https'}://${host}/v2/`);
}

/** Whether a registry, `HOST:PORT`, is on this machine by its name. */
export function isLocalRegistry(registry: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(registry);
}

interface Failure {
  readonly error: unknown;
  /** Whether another attempt may succeed. */
  readonly isPassing: boolean;
}

async function attemptOnce(request: RegistryRequest, options: TransportOptions): Promise<Response | Failure> {
  const { method, headers, registry, target, signal } = request;
  const body = await request.body?.();
  const timeoutMs = request.timeoutMs ?? options.timeoutMs ?? 15_000;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await (options.fetch ?? fetch)(new URL(target, registryUrl(registry)), {
      method,
      headers: { ...headers },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(body ? { body, duplex: 'half' } : {}),
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (timeout.aborted) {
      const context = { registry, action: request.action, timeoutMs };
      return { error: new OciError('REGISTRY_TIMED_OUT', context, error), isPassing: false };
    }
    const { why, isPassing } = describe(error);
    return { error: new OciError('REGISTRY_UNREACHABLE', { registry, why }, error), isPassing };
  }
}

function describe(error: unknown): { why: string; isPassing: boolean } {
  const cause = types.isNativeError(error) && types.isNativeError(error.cause) ? error.cause : error;
  const code = types.isNativeError(cause) && 'code' in cause ? String(cause.code) : undefined;
  const why = code ?? (types.isNativeError(cause) ? cause.message : String(cause));
  return { why, isPassing: code !== undefined && !unansweredCodes.has(code) };
}

function retryAfterMs(response: Response): number | undefined {
  const value = response.headers.get('retry-after');
  if (value === null) return undefined;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.min(Math.max(milliseconds, 0), waitMaxMs);
}

function backoffMs(attempt: number): number {
  return 200 * 2 ** (attempt - 1);
}
