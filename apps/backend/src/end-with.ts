import { AppError } from '@todo/errors';
import { describeError } from './http/log-options.ts';

/**
 * Says on standard error why a program ends, and gives its exit code: an expected failure in one sentence with what to do
 * next, anything else as the bug that it is.
 */
export function endWith(error: unknown): number {
  if (error instanceof AppError) {
    console.error(`${error.code}  ${error.message}\n  Next: ${error.hint}`);
    return error.exitCode;
  }
  const { type, message, stack } = describeError(error);
  console.error(`BUG  ${type}: ${message}\n${stack}\n  Next: report this with the lines above`);
  return bugExitCode;
}

const bugExitCode = 70;
