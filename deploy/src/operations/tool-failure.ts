import { AppError } from '@todo/errors';

/** An operation that failed, with all that it reported until then and the error itself as its last lines. */
export class ToolFailure extends Error {
  readonly code: string;
  readonly transcript: string;

  constructor(code: string, transcript: string, cause?: unknown) {
    super(`${code}: ${transcript}`, { cause });
    this.name = 'ToolFailure';
    this.code = code;
    this.transcript = transcript;
  }
}

/** The code of a failure, and what the caller is told of it. */
export function describeFailure(error: unknown): { readonly code: string; readonly text: string } {
  if (error instanceof ToolFailure) return { code: error.code, text: error.transcript };
  if (error instanceof AppError)
    return { code: error.code, text: `${error.code}: ${error.message}\nNext: ${error.hint}\n` };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'BUG', text: `BUG: ${message}\nNext: report it, with what was called\n` };
}
