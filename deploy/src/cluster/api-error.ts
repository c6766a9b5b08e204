import type { IncomingMessage } from 'node:http';
import { DeployError } from '../errors.ts';
import type { FieldConflict } from '../errors/cluster-errors.ts';
import { at, isRecord, recordsAt, textAt } from './kubernetes-object.ts';
import type { AttemptFailure } from './retry.ts';
import type { ApiRequest } from './transport.ts';

/**
 * What the API server answered instead of success: a Status object (or a body that is none).
 * It stays inside cluster/: `toDeployError` is the one border where it becomes a code.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly reason: string;
  readonly request: string;
  readonly causes: readonly StatusCause[];
  readonly retryAfterMs: number | undefined;

  private constructor(
    status: number,
    body: unknown,
    details: { request: ApiRequest; fallback: string; retryAfter: string | undefined },
  ) {
    super(textAt(body, 'message') ?? details.fallback);
    this.name = 'ApiError';
    this.status = status;
    this.reason = textAt(body, 'reason') ?? '';
    this.request = `${details.request.method} ${details.request.path}`;
    this.causes = recordsAt(body, 'details', 'causes').map(causeOf);
    this.retryAfterMs = retryAfterMs(details.retryAfter, body);
  }

  static of(request: ApiRequest, response: IncomingMessage, body: string): ApiError {
    const fallback = body.trim().slice(0, 500) || (response.statusMessage ?? 'no reason given');
    const retryAfter = response.headers['retry-after'];
    return new ApiError(response.statusCode ?? 0, parsed(body), { request, fallback, retryAfter });
  }

  /** An ERROR event of a watch, which carries a Status instead of an object. */
  static ofWatch(request: ApiRequest, status: unknown): ApiError {
    const code = at(status, 'code');
    const details = { request, fallback: 'the watch failed', retryAfter: undefined };
    return new ApiError(typeof code === 'number' ? code : 500, status, details);
  }

  static failureOf(this: void, error: unknown): AttemptFailure | undefined {
    if (error instanceof ApiError) {
      const { status, message, retryAfterMs: wait } = error;
      return { kind: 'answer', status, message, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
    }
    const code = connectionCode(error);
    return code === undefined ? undefined : { kind: 'connection', code };
  }
}

export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** A failed exchange that never became an answer; `code` as Node names it. */
export function connectionError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

export interface ErrorBorder {
  readonly server: URL;
  readonly context: string;
  /** `Deployment/todo/backend`, when the request was about one object. */
  readonly object?: string;
  /** What the cluster holds after the failure: `nothing was written`. */
  readonly state?: string;
  /** How long it was tried. */
  readonly seconds?: number;
}

/** Translates a failed request into the code that a person reads. Anything that is no such failure is returned as it is. */
export function toDeployError(error: unknown, border: ErrorBorder): unknown {
  if (error instanceof ApiError) return fromAnswer(error, border);
  const code = connectionCode(error);
  if (code === undefined) return error;
  const reason = textAt(error, 'message') || code;
  const { server, seconds = 0 } = border;
  return new DeployError('CLUSTER_UNREACHABLE', { server: server.origin, reason, seconds }, error);
}

function fromAnswer(error: ApiError, border: ErrorBorder): DeployError {
  const { object = error.request, state = 'nothing was written', server, context } = border;
  if (error.status === 401) {
    return new DeployError(
      'CREDENTIALS_REFUSED',
      { server: server.origin, context, reason: error.message },
      error,
    );
  }
  const conflicts = fieldConflicts(error);
  if (conflicts.length > 0) return new DeployError('APPLY_CONFLICT', { object, conflicts, state }, error);
  const terminating = terminatingNamespace(error);
  if (terminating)
    return new DeployError('NAMESPACE_TERMINATING', { namespace: terminating, heldBy: [] }, error);
  const webhook = silentWebhook(error);
  if (webhook) return new DeployError('WEBHOOK_UNAVAILABLE', { object, ...webhook, state }, error);
  if (isRefusal(error)) {
    const code = isImmutable(error) ? 'FIELD_IMMUTABLE' : 'OBJECT_REFUSED';
    return new DeployError(code, { object, reasons: reasonsOf(error), state }, error);
  }
  if (error.status === 403)
    return new DeployError('FORBIDDEN', { request: object, reason: error.message }, error);
  return new DeployError(
    'API_FAILED',
    { request: error.request, status: error.status, reason: error.message },
    error,
  );
}

/** Fields that another manager owns, from a 409 answer to a server-side apply. */
function fieldConflicts(error: ApiError): readonly FieldConflict[] {
  if (error.status !== 409) return [];
  return error.causes
    .filter(({ reason }) => reason === 'FieldManagerConflict')
    .map(({ field, message }) => ({
      field,
      manager: /conflict with "([^"]+)"/.exec(message)?.[1] ?? 'another manager',
    }));
}

function terminatingNamespace(error: ApiError): string | undefined {
  return /in namespace (\S+) because it is being terminated/.exec(error.message)?.[1];
}

/** The admission webhook that the API server asked in vain. */
function silentWebhook({
  message,
}: ApiError): { readonly webhook: string; readonly reason: string } | undefined {
  const [, webhook, reason] = /failed calling webhook "([^"]+)": (.*)/s.exec(message) ?? [];
  return webhook && reason ? { webhook, reason: withoutValue(reason) } : undefined;
}

/** 422, or a 400/403 of an admission controller: the object itself is at fault, not the request or the person. */
function isRefusal(error: ApiError): boolean {
  if (error.status === 422 || error.status === 400) return true;
  if (error.status === 500)
    return /failed to create typed patch object|failed to convert new object|field not declared in schema/.test(
      error.message,
    );
  return (
    error.status === 403 &&
    /exceeded quota|violates PodSecurity|denied the request|admission webhook/i.test(error.message)
  );
}

/** Whether the refusal is only that fields may not change after creation. */
function isImmutable(error: ApiError): boolean {
  if (error.status !== 422) return false;
  const immutable = /immutable|may not be changed|updates to .* are forbidden/i;
  return error.causes.length > 0
    ? error.causes.every(({ message }) => immutable.test(message))
    : immutable.test(error.message);
}

function reasonsOf(error: ApiError): readonly string[] {
  const reasons = error.causes
    .filter(({ message }) => message !== '')
    .map(({ field, message }) => (field ? `${field}: ${withoutValue(message)}` : withoutValue(message)));
  return reasons.length > 0 ? [...new Set(reasons)] : [withoutValue(error.message)];
}

/** The API server repeats whole values in its messages; long ones are noise, and may be what a Secret holds. */
function withoutValue(message: string): string {
  return message
    .replace(/Invalid value: (?:core|apps|batch|v1)\.\w+\{.*\}: /s, '')
    .replace(/"[^"\n]{120,}"/g, '"…"');
}

function causeOf(cause: Readonly<Record<string, unknown>>): StatusCause {
  const text = (key: string) => textAt(cause, key) ?? '';
  return { reason: text('reason'), message: text('message'), field: text('field') };
}

const connectionCodes =
  /^(E[A-Z_]+|REQUEST_TIMEOUT|ERR_TLS\w*|ERR_SSL\w*|CERT_\w+|\w+_CERT\w*|\w+_SIGNATURE\w*)$/;

/** The code of a failed exchange, as Node names it; of several attempts at a name's addresses the first. */
function connectionCode(error: unknown): string | undefined {
  const errors: unknown = isRecord(error) ? error['errors'] : undefined;
  const first: unknown = Array.isArray(errors) ? errors[0] : error;
  const code = textAt(first, 'code') ?? textAt(first, 'cause', 'code');
  return code !== undefined && connectionCodes.test(code) ? code : undefined;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function retryAfterMs(header: string | undefined, body: unknown): number | undefined {
  const seconds = Number(header ?? at(body, 'details', 'retryAfterSeconds'));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
