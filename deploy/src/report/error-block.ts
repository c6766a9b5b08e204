import { shorten } from './format.ts';
import type { Style } from './style.ts';

export interface ErrorText {
  readonly code: string;
  readonly message: string;
  /** One command or edit. */
  readonly hint: string;
}

/**
 * Lays an error out: code and what happened, what shows it, what to do next.
 *
 * @param evidence lines that show the cause: pod states, last log lines
 * @returns lines, each ended by a newline
 */
export function errorBlock(
  { code, message, hint }: ErrorText,
  evidence: readonly string[],
  style: Style,
): string {
  const shown = evidence.flatMap((each) => each.split('\n')).map((line) => `  ${shorten(line)}`);
  return [`${style('red', code)}  ${message}`, ...shown, `  ${style('bold', 'Next:')} ${hint}`, ''].join(
    '\n',
  );
}
