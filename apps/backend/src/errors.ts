import { AppError, type ContextOf, type ErrorTable } from '@todo/errors';

interface Ids {
  readonly id: number | string;
}
interface Reason {
  readonly reason: string;
}

/** Every code that the API answers with (`status`) or that its programs end with (`exitCode`). */
export const errorTable = {
  SIGNED_OUT: {
    title: 'Nobody is signed in',
    message: (_: Readonly<Record<never, never>>) =>
      'Session: the request carries none that is valid, so nothing was read or changed',
    hint: () => 'sign in, or continue as a guest, and send the session cookie or the bearer token',
    status: 401,
  },
  USER_MISMATCH: {
    title: 'The path names another user',
    message: (_: Readonly<Record<never, never>>) =>
      'User: the path names another one than the session belongs to, so nothing was read or changed',
    hint: () => 'use the user id that GET /api/auth/get-session gives',
    status: 403,
  },
  TASK_NOT_FOUND: {
    title: 'No such task',
    message: ({ id }: Ids) => `Task ${id}: you have none with this id`,
    hint: () => 'list your tasks to see their ids',
    status: 404,
  },
  CONVERSATION_NOT_FOUND: {
    title: 'No such conversation',
    message: ({ id }: Ids) => `Conversation ${id}: you have none with this id`,
    hint: () => 'leave conversation_id out to open a new one',
    status: 404,
  },
  DATABASE_UNAVAILABLE: {
    title: 'The database does not answer',
    message: ({ reason }: Reason) =>
      `Database: it does not answer (${reason}), so the request was not carried out`,
    hint: () => 'try again in a few seconds; the API recovers by itself',
    status: 503,
  },
} as const satisfies ErrorTable;

export type ApiErrorCode = keyof typeof errorTable;

export class ApiError<Code extends ApiErrorCode = ApiErrorCode> extends AppError {
  constructor(code: Code, context: ContextOf<typeof errorTable, Code>, cause?: unknown) {
    super(errorTable, code, { context, cause });
  }
}
