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

/** A stack trace of bundled code quotes the whole bundle in one line. */
const evidenceLineMax = 240;

function shorten(line: string): string {
  return line.length > evidenceLineMax ? `${line.slice(0, evidenceLineMax)}…` : line;
}
