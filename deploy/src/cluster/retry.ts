import { setTimeout as delay } from 'node:timers/promises';

/** What one attempt ended with, as far as trying again is concerned. */
export type AttemptFailure =
  | { readonly kind: 'connection'; readonly code: string }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly message: string;
      readonly retryAfterMs?: number;
    };

export interface RetryOptions {
  /** From the first attempt on, after which the last failure is final. */
  readonly patienceMs: () => number;
  readonly signal: AbortSignal;
  /** What of an error counts as an attempt's failure; undefined ends at once. */
  readonly failureOf: (error: unknown) => AttemptFailure | undefined;
}

/**
 * Runs an idempotent action until it succeeds, its failure is final, or patience ends: exponential backoff with full
 * jitter, or as long as the server asks (Retry-After).
 *
 * @throws what the last attempt threw
 */
export async function withRetry<Result>(
  action: () => Promise<Result>,
  options: RetryOptions,
): Promise<Result> {
  const startedAt = performance.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      const failure = options.signal.aborted ? undefined : options.failureOf(error);
      const waitMs = failure && retryDelayMs(failure, attempt);
      if (waitMs === undefined) throw error;
      if (performance.now() - startedAt + waitMs > options.patienceMs()) throw error;
      await delay(waitMs, undefined, { signal: options.signal });
    }
  }
}

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'REQUEST_TIMEOUT',
]);

const passingFaults =
  /leader changed|etcdserver: |raft proposal dropped|too many requests|http2: |connection reset/i;
const webhookFault = /failed calling webhook/i;
const webhookAttemptsMax = 4;

/** How long to wait before attempt `attempt + 1`, or undefined when the failure is final. */
export function retryDelayMs(
  failure: AttemptFailure,
  attempt: number,
  random = Math.random,
): number | undefined {
  if (!isPassing(failure, attempt)) return undefined;
  if (failure.kind === 'answer' && failure.retryAfterMs !== undefined) return failure.retryAfterMs;
  return backoffMs(attempt, random);
}

/** Doubles from attempt to attempt up to 5 s, and half of it is chance. */
export function backoffMs(attempt: number, random = Math.random): number {
  return Math.round(Math.min(5000, 100 * 2 ** (attempt - 1)) * (0.5 + random() / 2));
}

function isPassing(failure: AttemptFailure, attempt: number): boolean {
  if (failure.kind === 'connection') return connectionCodes.has(failure.code);
  if (webhookFault.test(failure.message)) return attempt < webhookAttemptsMax;
  if ([429, 502, 503, 504].includes(failure.status)) return true;
  return failure.status === 500 && passingFaults.test(failure.message);
}
