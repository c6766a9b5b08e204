import { once } from 'node:events';
import { openSync, writeSync } from 'node:fs';
import { createConfirm, type Confirm } from './confirm.ts';
import { colorWish, isGithubActions } from './env.ts';
import { openReporter, type ReporterOptions } from './open-reporter.ts';
import { withoutCommands, withoutCommandsInJson } from './report/github-reporter.ts';
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
  /** Goes on writing to the terminal itself, as Nx shows nothing any more once Ctrl-C was pressed. */
  readonly leaveNx: () => void;
  /** Absent where nobody can be asked: outside of a terminal, inside Nx, and where JSON is written. */
  readonly confirm?: Confirm;
}

interface TerminalOptions extends ReporterOptions {
  readonly 'no-color': boolean;
  /**
   * Nx takes both streams and writes them to the terminal itself, in whatever order they arrive; so everything goes to
   * one, and what is left to see of the terminal is the input.
   */
  readonly isInsideNx?: boolean;
}

/**
 * This process's own output, with a reporter for each way in which it is read.
 *
 * @throws DeployError REPORT_UNWRITABLE
 */
export function openTerminal(options: TerminalOptions): Terminal {
  const guard = commandGuard(options);
  let device: number | undefined;
  const write = (text: string) =>
    void (device === undefined ? process.stdout.write(guard(text)) : writeSync(device, text));
  const leaveNx = () => void (device ??= openDevice(options));
  const writeError = options.isInsideNx ? write : (text: string) => void process.stderr.write(guard(text));
  const style = createStyle(isColored(options));
  const reporter = openReporter(options, { write, writeError, style });
  return { write, writeError, style, reporter, drained, leaveNx, confirm: openConfirm(options) };
}

/** The terminal that this process was started in; undefined where there is none. */
function openDevice({ isInsideNx }: TerminalOptions): number | undefined {
  if (!isInsideNx || !process.stdin.isTTY) return undefined;
  try {
    return openSync('/dev/tty', 'w');
  } catch {
    return undefined;
  }
}

/** The runner of a GitHub workflow takes lines of both streams for commands. */
function commandGuard({ json }: TerminalOptions): (text: string) => string {
  if (!isGithubActions) return (text) => text;
  return json ? withoutCommandsInJson : withoutCommands;
}

function isColored({ json, isInsideNx, 'no-color': noColor }: TerminalOptions): boolean {
  if (noColor || json || colorWish === 'never') return false;
  return colorWish === 'always' || process.stdout.isTTY || (isInsideNx === true && process.stdin.isTTY);
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
