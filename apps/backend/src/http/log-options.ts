import type { FastifyServerOptions } from 'fastify';

export interface LogOptions {
  readonly level: string;
  /** Takes the lines; standard output when it is absent. */
  readonly stream?: { write(line: string): void };
}

/** How the API logs: one JSON object per line, with the request's id and never a secret, a query string or a body. */
export function logOptions({ level, stream }: LogOptions) {
  return {
    level,
    stream,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: ['headers.authorization', 'headers.cookie', '*.headers.authorization', '*.headers.cookie'],
    serializers: {
      req: ({ method, url, ip }: { method: string; url: string; ip: string }) => ({
        method,
        path: url.split('?')[0],
        ip,
      }),
      err: describeError,
    },
  } satisfies FastifyServerOptions['logger'];
}

interface ErrorRecord {
  readonly type: string;
  readonly code?: string | number;
  readonly message: string;
  /** The calls, without the message. */
  readonly stack: string;
  readonly cause?: ErrorRecord;
  readonly [field: string]: unknown;
}

/**
 * What the log keeps of an error. A failed query's message and stack end with its parameters, among them tokens and
 * password hashes: they are cut off.
 */
export function describeError(error: unknown, depth = 0): ErrorRecord {
  if (!isErrorLike(error)) return { type: typeof error, message: 'not an error object', stack: '' };
  const { name, code, message, stack, cause } = error;
  return {
    type: name,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    message: withoutParameters(message),
    stack: stack?.match(/^ {4}at .*$/gm)?.join('\n') ?? '',
    ...(cause !== undefined && depth < causesMax && { cause: describeError(cause, depth + 1) }),
  };
}

const causesMax = 6;

function isErrorLike(error: unknown): error is Error & { code?: unknown } {
  return (
    typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
  );
}

function withoutParameters(message: string): string {
  return message.split('\nparams: ')[0] ?? '';
}
