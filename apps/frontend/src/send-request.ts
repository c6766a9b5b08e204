import type { ZodType } from 'zod';
import { FrontendError } from './errors.ts';
import type * as wireSchemas from './wire-schemas.ts';

type WireSchemas = typeof wireSchemas;

export interface WireRequest<Answer> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** What the answer is parsed with; without it the answer's body is not read. */
  readonly schema?: (schemas: WireSchemas) => ZodType<Answer>;
  readonly timeoutMs?: number;
  /** Lets the request outlive the page. */
  readonly keepalive?: boolean;
}

const timeoutMsDefault = 15_000;

/** Loads the schemas ahead of the first answer. */
export function loadWireSchemas(): Promise<WireSchemas> {
  return import('./wire-schemas.ts');
}

/**
 * Sends a request to the page's own origin and parses the answer.
 *
 * @throws FrontendError for whatever goes wrong, from a lost connection to an answer that is not as agreed
 */
export async function sendRequest<Answer>(send: typeof fetch, request: WireRequest<Answer>): Promise<Answer> {
  const loading = loadWireSchemas();
  loading.catch(() => undefined);
  const response = await receive(send, request);
  const schemas = await loading.catch((error: unknown) => {
    throw isOffline()
      ? new FrontendError('OFFLINE', undefined)
      : new FrontendError('PAGE_OUTDATED', undefined, error);
  });
  if (!response.ok) throw refusal(response.status, await readRefusal(response, schemas));
  if (!request.schema) return undefined as Answer;
  return parse(await readJson(response), request.schema(schemas));
}

async function receive<Answer>(send: typeof fetch, request: WireRequest<Answer>): Promise<Response> {
  const timeoutMs = request.timeoutMs ?? timeoutMsDefault;
  const hasBody = request.body !== undefined;
  try {
    return await send(request.path, {
      method: request.method,
      credentials: 'same-origin',
      cache: 'no-store',
      keepalive: request.keepalive ?? false,
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: 'application/json', ...(hasBody ? { 'content-type': 'application/json' } : {}) },
      ...(hasBody ? { body: JSON.stringify(request.body) } : {}),
    });
  } catch (error) {
    throw lostConnection(error, timeoutMs);
  }
}

function lostConnection(error: unknown, timeoutMs: number): FrontendError {
  if (isOffline()) return new FrontendError('OFFLINE', undefined, error);
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new FrontendError('REQUEST_TIMED_OUT', { timeoutMs }, error);
  }
  return new FrontendError('SERVICE_UNREACHABLE', undefined, error);
}

function isOffline(): boolean {
  return typeof navigator !== 'undefined' && navigator.onLine === false;
}

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly requestId?: string;
}

async function readRefusal(response: Response, { ErrorBody }: WireSchemas): Promise<Refusal | undefined> {
  const body: unknown = await response.json().catch(() => undefined);
  return ErrorBody.safeParse(body).data?.error;
}

/** What a status means at any door. */
const meanings = {
  401: 'SESSION_EXPIRED',
  429: 'TOO_MANY_REQUESTS',
  502: 'SERVICE_UNAVAILABLE',
  503: 'SERVICE_UNAVAILABLE',
  504: 'SERVICE_UNAVAILABLE',
} as const;

function refusal(status: number, refused: Refusal | undefined): FrontendError {
  // These are about what was typed in, and say nothing of the session that is there.
  if (refused?.code === 'CREDENTIALS_WRONG' || refused?.code === 'EMAIL_TAKEN') {
    return new FrontendError(refused.code, undefined);
  }
  if (isKey(meanings, status)) return new FrontendError(meanings[status], undefined);
  if (status >= 500 || !refused)
    return new FrontendError('SERVICE_FAILED', { requestId: refused?.requestId });
  return new FrontendError('REQUEST_REFUSED', refused);
}

function isKey<Table extends object>(table: Table, key: PropertyKey): key is keyof Table {
  return Object.hasOwn(table, key);
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    throw new FrontendError('ANSWER_NOT_UNDERSTOOD', undefined, error);
  }
}

function parse<Answer>(body: unknown, schema: ZodType<Answer>): Answer {
  const { data, error } = schema.safeParse(body);
  if (error) throw new FrontendError('ANSWER_NOT_UNDERSTOOD', undefined, error);
  return data;
}
