import { eventsVersion, type DeployEvent } from './events.ts';
import type { Reporter } from './reporter.ts';

/**
 * Writes each event as one JSON object on a line of its own, the moment it happens; before the first, which version of
 * events.md they follow.
 *
 * @param write takes whole lines
 */
export function createJsonReporter(write: (text: string) => void): Reporter {
  const writeLine = (event: DeployEvent) => write(`${JSON.stringify(event)}\n`);
  let isStarted = false;
  return {
    report(event) {
      if (!isStarted) writeLine({ type: 'stream-started', version: eventsVersion });
      isStarted = true;
      writeLine(event);
    },
    close: () => undefined,
  };
}
