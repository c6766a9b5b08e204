import { once } from 'node:events';
import { createConfirm, type Confirm } from './confirm.ts';
import { colorWish } from './env.ts';
import { createConsoleReporter } from './report/console-reporter.ts';
import { createJsonReporter } from './report/json-reporter.ts';
import type { Reporter } from './report/reporter.ts';
import { createStyle, type Style } from './report/style.ts';

/** Where a command writes, and what may be shown there. */
export interface Terminal {
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly style: Style;
  readonly reporter: Reporter;
  /** Resolves once what was written is taken, and tells whether there still is somebody to take more. */
  readonly drained: () => Promise<boolean>;
  /** Absent where nobody can be asked: outside of a terminal, inside Nx, and where JSON is written. */
  readonly confirm?: Confirm;
}

interface TerminalOptions {
  readonly json: boolean;
  readonly 'no-color': boolean;
  readonly isInsideNx?: boolean;
}

const framesPerSecond = 10;

/**
 * This process's own output, with a reporter for how it is to be read: JSON lines, live in a terminal, or plain lines.
 *
 * @param options.isInsideNx Nx takes both streams and writes them to the terminal itself, in whatever order they arrive;
 *   so everything goes to one, and what is left to see of the terminal is the input
 */
export function openTerminal(options: TerminalOptions): Terminal {
  const write = (text: string) => void process.stdout.write(text);
  const writeError = options.isInsideNx ? write : (text: string) => void process.stderr.write(text);
  const wish = options['no-color'] || options.json ? 'never' : colorWish;
  const isTerminal = process.stdout.isTTY;
  const isSeen = isTerminal || (options.isInsideNx && process.stdin.isTTY);
  const style = createStyle(wish === 'always' || (wish === 'when-terminal' && isSeen === true));
  const live = isTerminal
    ? { columns: () => process.stdout.columns, now: () => performance.now(), every }
    : undefined;
  const reporter = options.json
    ? createJsonReporter(write)
    : createConsoleReporter({ write, writeError, style, terminal: live });
  return { write, writeError, style, reporter, drained, confirm: openConfirm(options) };
}

function openConfirm({ json, isInsideNx }: TerminalOptions): Confirm | undefined {
  const canAsk = process.stdin.isTTY && process.stdout.isTTY && !json && !isInsideNx;
  return canAsk ? createConfirm(process.stdin, process.stdout) : undefined;
}

async function drained(): Promise<boolean> {
  const { stdout } = process;
  if (stdout.writable && stdout.writableNeedDrain) {
    const taken = new AbortController();
    const ends = ['drain', 'error', 'close'].map((name) => once(stdout, name, { signal: taken.signal }));
    await Promise.race(ends).catch(() => undefined);
    taken.abort();
    await Promise.allSettled(ends);
  }
  return stdout.writable;
}

function every(tick: () => void): () => void {
  const timer = setInterval(tick, 1000 / framesPerSecond).unref();
  return () => clearInterval(timer);
}
