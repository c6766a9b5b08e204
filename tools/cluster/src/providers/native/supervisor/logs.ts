import { readdirSync, renameSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

const logBytesMax = 32 * 1024 * 1024;
const checkEveryMs = 60_000;

/** Keeps the logs of the run before as NAME.previous.log, so that each run begins its own. */
export function rotateLogs(logDir: string): void {
  for (const name of logNames(logDir)) {
    renameSync(join(logDir, name), join(logDir, name.replace(/\.log$/, '.previous.log')));
  }
}

/** Empties a log that has grown over 32 MiB, until aborted: its writer appends, and goes on at the start. */
export function trimLogs(logDir: string, signal: AbortSignal): void {
  const timer = setInterval(() => {
    for (const name of logNames(logDir)) {
      const file = join(logDir, name);
      if (statSync(file).size > logBytesMax) truncateSync(file);
    }
  }, checkEveryMs);
  timer.unref();
  signal.addEventListener('abort', () => clearInterval(timer));
}

function logNames(logDir: string): string[] {
  return readdirSync(logDir).filter((name) => name.endsWith('.log') && !name.endsWith('.previous.log'));
}
