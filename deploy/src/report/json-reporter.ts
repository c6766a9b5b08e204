import type { Reporter } from './reporter.ts';

/**
 * Writes each event as one JSON object on a line of its own, the moment it happens.
 *
 * @param write takes whole lines
 */
export function createJsonReporter(write: (text: string) => void): Reporter {
  return {
    report: (event) => write(`${JSON.stringify(event)}\n`),
    close: () => undefined,
  };
}
