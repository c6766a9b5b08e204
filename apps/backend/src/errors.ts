import { AppError, type ContextOf, type ErrorTable } from '@todo/errors';
import { chatErrors } from './chat/chat-errors.ts';
import { programErrors } from './program-errors.ts';

interface Id {
  readonly id: number | string;
}
interface Reason {
  readonly reason: string;
}
interface Nothing {
  readonly [key: string]: never;
}

/** What the API answers with, by status. */
const requestErrors = {
  SIGNED_OUT: {
    title: 'Nobody is signed in',
    message: (_: Nothing) =>
      'Session: the request carries none that is valid, so nothing was read or changed',
    hint: () => 'sign in, or continue as a guest, and send the session cookie or the bearer token',
    status: 401,
  },
  CREDENTIALS_WRONG: {
    title: 'Email or password is wrong',
    message: (_: Nothing) => 'Sign-in: no account has this email address with this password',
    hint: () => 'check both, or sign up',
    status: 401,
  },
  USER_MISMATCH: {
    title: 'The path names another user',
    message: (_: Nothing) =>
      'User: the path names another one than the session belongs to, so nothing was read or changed',
    hint: () => 'use the user id that GET /api/auth/get-session gives',
    status: 403,
  },
  ORIGIN_REFUSED: {
    title: 'The request comes from another site',
    message: (_: Nothing) =>
      'Origin: the request comes from a page of another site, so it was not carried out',
    hint: () => 'open the app at its own address, or add that address to TODO_TRUSTED_ORIGINS',
    status: 403,
  },
  TASK_NOT_FOUND: {
    title: 'No such task',
    message: ({ id }: Id) => `Task ${id}: you have none with this id`,
    hint: () => 'list your tasks to see their ids',
    status: 404,
  },
  CONVERSATION_NOT_FOUND: {
    title: 'No such conversation',
    message: ({ id }: Id) => `Conversation ${id}: you have none with this id`,
    hint: () => 'leave conversation_id out to open a new one',
    status: 404,
  },
  ROUTE_NOT_FOUND: {
    title: 'No such route',
    message: ({ method }: { method: string }) => `Route: nothing answers ${method} at this path`,
    hint: () => 'check the method and the path',
    status: 404,
  },
  REQUEST_TIMED_OUT: {
    title: 'The request did not arrive in time',
    message: (_: Nothing) => 'Request: it did not arrive whole in time, so it was not carried out',
    hint: () => 'send it again',
    status: 408,
  },
  REQUEST_UNREADABLE: {
    title: 'The request is not HTTP',
    message: ({ reason }: Reason) => `Request: ${reason}, so it was not carried out`,
    hint: () => 'mend the client that sends it',
    status: 400,
  },
  ALREADY_GUEST: {
    title: 'The session is a guest already',
    message: (_: Nothing) => 'Guest: this session is one already, so no other was made',
    hint: () => 'go on with this session, or sign out first',
    status: 409,
  },
  BODY_TOO_LARGE: {
    title: 'The body is too large',
    message: ({ bytesMax }: { bytesMax: number }) =>
      `Body: it is larger than ${bytesMax} bytes, so it was not read`,
    hint: () => 'send less at once',
    status: 413,
  },
  CONTENT_TYPE_REFUSED: {
    title: 'The body is not JSON',
    message: (_: Nothing) => 'Body: its content type is not application/json, so it was not read',
    hint: () => 'send JSON with the header content-type: application/json',
    status: 415,
  },
  REQUEST_INVALID: {
    title: 'The request breaks its contract',
    message: ({ part, reason }: { part: string; reason: string }) =>
      `${part}: ${reason}; nothing was read or changed`,
    hint: () => 'mend what is named and send it again',
    status: 422,
  },
  EMAIL_TAKEN: {
    title: 'The email address has an account',
    message: (_: Nothing) => 'Sign-up: an account with this email address exists',
    hint: () => 'sign in instead, or use another address',
    status: 422,
  },
  RATE_LIMITED: {
    title: 'Too many requests',
    message: (_: { seconds: number }) =>
      `Requests: too many came in a short time, so this one was not carried out`,
    hint: ({ seconds }: { seconds: number }) => `try again in ${seconds} s`,
    status: 429,
  },
  INTERNAL: {
    title: 'A bug',
    message: (_: Nothing) => 'Request: it failed for a reason that the API does not know, which is a bug',
    hint: () => 'report the request id; the log has the cause under it',
    status: 500,
  },
  DATABASE_UNAVAILABLE: {
    title: 'The database does not answer',
    message: ({ reason }: Reason) =>
      `Database: it does not answer (${reason}), so what was asked for is not confirmed`,
    hint: () => 'try again in a few seconds; the API recovers by itself',
    status: 503,
  },
  SCHEMA_OUT_OF_RANGE: {
    title: 'The database has another schema',
    message: ({ reason }: Reason) => `Database: ${reason}, so the request was not carried out`,
    hint: () => 'run the migrations of this release (migrate.js), or deploy the release that fits',
    status: 503,
  },
  SHUTTING_DOWN: {
    title: 'This replica is ending',
    message: (_: Nothing) => 'Replica: it is ending and takes no new clients',
    hint: () => 'ask again; another replica answers',
    status: 503,
  },
} as const satisfies ErrorTable;

export const errorTable = { ...requestErrors, ...chatErrors, ...programErrors } as const satisfies ErrorTable;

export type ApiErrorCode = keyof typeof errorTable;

/** Every expected failure of the backend. Its code decides the status and exit code, its context the texts. */
export class ApiError<Code extends ApiErrorCode = ApiErrorCode> extends AppError {
  constructor(code: Code, context: ContextOf<typeof errorTable, Code>, cause?: unknown) {
    super(errorTable, code, { context, cause });
  }
}
