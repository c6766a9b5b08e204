// The only place where a failure becomes an answer: every status from 400 on has the same body, and what is not ours to
// tell goes to the log.
import type { Socket } from 'node:net';
import { AppError } from '@todo/errors';
import type { ErrorBody } from '@todo/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { connectionFault } from '../database/connection-fault.ts';
import { ApiError } from '../errors.ts';

export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => send(toAppError(error, request), { error, request, reply }));
  app.setNotFoundHandler((request, reply) => {
    const error = new ApiError('ROUTE_NOT_FOUND', { method: request.method });
    return send(error, { error, request, reply });
  });
}

/** The wire format of a failure. */
export function toErrorBody({ code, message, hint }: AppError, requestId: string): ErrorBody {
  return { error: { code, message, hint, requestId } };
}

/** Answers what Node's parser could not read as a request. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const known =
    unreadable[error.code ?? ''] ?? (() => new ApiError('REQUEST_UNREADABLE', { reason: 'it is no HTTP' }));
  const failure = known();
  const body = JSON.stringify(toErrorBody(failure, ''));
  const head = [
    `HTTP/1.1 ${failure.status} ${failure.title}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

const unreadable: Readonly<Record<string, () => ApiError>> = {
  ERR_HTTP_REQUEST_TIMEOUT: () => new ApiError('REQUEST_TIMED_OUT', {}),
  HPE_HEADER_OVERFLOW: () => new ApiError('REQUEST_UNREADABLE', { reason: 'its headers are too large' }),
};

interface Failure {
  readonly error: unknown;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

function send(failure: AppError, { error, request, reply }: Failure): FastifyReply {
  if (failure.status >= 500) {
    const level = failure.status === 503 ? 'warn' : 'error';
    // An expected failure is told by its text; the stack of what it comes from is for us.
    const err = failure.cause ?? (error === failure ? undefined : error);
    request.log[level]({ err, code: failure.code }, failure.message);
  }
  const retryAfter = retryAfterSeconds(failure);
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  return reply
    .status(failure.status)
    .type('application/json; charset=utf-8')
    .send(toErrorBody(failure, request.id));
}

function retryAfterSeconds({ status, context }: AppError): number | undefined {
  if (status === 503) return 1;
  return status === 429 ? (context as { readonly seconds: number }).seconds : undefined;
}

function toAppError(error: unknown, request: FastifyRequest): AppError {
  if (error instanceof AppError) return error;
  const fault = connectionFault(error);
  if (fault) return new ApiError('DATABASE_UNAVAILABLE', { reason: fault.reason }, error);
  const { code = '', statusCode } = error as { code?: string; statusCode?: number };
  const known = byCode[code];
  if (known) return known(request);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ApiError('REQUEST_UNREADABLE', { reason: `it is refused with ${code || statusCode}` });
  }
  return new ApiError('INTERNAL', {}, error);
}

const notJson = () => new ApiError('REQUEST_INVALID', { part: 'Body', reason: 'it is not valid JSON' });

// Fastify's codes (https://fastify.dev/docs/latest/Reference/Errors), and PostgreSQL's for a row of a user who is gone.
const byCode: Readonly<Record<string, (request: FastifyRequest) => ApiError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ({ routeOptions }) =>
    new ApiError('BODY_TOO_LARGE', { bytesMax: routeOptions.bodyLimit }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new ApiError('CONTENT_TYPE_REFUSED', {}),
  FST_ERR_CTP_EMPTY_JSON_BODY: notJson,
  FST_ERR_CTP_INVALID_JSON_BODY: notJson,
  FST_ERR_BAD_URL: ({ method }) => new ApiError('ROUTE_NOT_FOUND', { method }),
  '23503': () => new ApiError('SIGNED_OUT', {}),
};
