import { AppError, type ContextOf, type ErrorTable } from '@todo/errors';
import { errorStrings as errors } from './strings/errors.ts';

interface Text {
  readonly title: string;
  readonly message: string;
  readonly hint: string;
}

const entries = {
  OFFLINE: fixed(errors.offline),
  SERVICE_UNREACHABLE: fixed(errors.unreachable),
  SERVICE_UNAVAILABLE: fixed(errors.unavailable),
  REQUEST_TIMED_OUT: {
    title: errors.timedOut.title,
    message: ({ timeoutMs }: { timeoutMs: number }) => errors.timedOut.message(Math.round(timeoutMs / 1000)),
    hint: () => errors.timedOut.hint,
  },
  SESSION_EXPIRED: fixed(errors.sessionExpired),
  TOO_MANY_REQUESTS: fixed(errors.tooManyRequests),
  CREDENTIALS_WRONG: fixed(errors.credentialsWrong),
  EMAIL_TAKEN: fixed(errors.emailTaken),
  REQUEST_REFUSED: {
    title: errors.refused.title,
    message: ({ message }: { code: string; message: string; hint: string }) => message,
    hint: ({ hint }: { code: string; message: string; hint: string }) => hint,
  },
  SERVICE_FAILED: {
    title: errors.serviceFailed.title,
    message: ({ requestId }: { requestId: string | undefined }) => errors.serviceFailed.message(requestId),
    hint: () => errors.serviceFailed.hint,
  },
  ANSWER_NOT_UNDERSTOOD: fixed(errors.notUnderstood),
  PAGE_OUTDATED: fixed(errors.pageOutdated),
} as const satisfies ErrorTable;

type Entries = typeof entries;
export type FrontendErrorCode = keyof Entries;

/** A failure that the page explains to the person: its message and hint are shown as they are. */
export class FrontendError<Code extends FrontendErrorCode = FrontendErrorCode> extends AppError {
  constructor(code: Code, context: ContextOf<Entries, Code>, cause?: unknown) {
    super(entries, code, { context, cause });
  }
}

const connectionCodes: ReadonlySet<string> = new Set<FrontendErrorCode>([
  'OFFLINE',
  'SERVICE_UNREACHABLE',
  'SERVICE_UNAVAILABLE',
  'REQUEST_TIMED_OUT',
]);

/** True for failures that pass by themselves once the service can be reached again. */
export function isConnectionError(error: unknown): error is FrontendError {
  return error instanceof FrontendError && connectionCodes.has(error.code);
}

function fixed(text: Text) {
  return { title: text.title, message: (_context: undefined) => text.message, hint: () => text.hint };
}
