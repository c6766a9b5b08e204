import { AppError } from '@todo/errors';
import type { DeployContext } from '../deploy-request.ts';
import { createConsoleReporter } from '../report/console-reporter.ts';
import type { DeployEvent } from '../report/events.ts';
import { plain } from '../report/style.ts';
import { ToolFailure } from './tool-failure.ts';

/** What a deploy reported, as its lines without a terminal. */
export function transcriptOf(events: readonly DeployEvent[]): string {
  let written = '';
  const reporter = createConsoleReporter({ write: (text) => (written += text), style: plain });
  for (const event of events) reporter.report(event);
  return written;
}

/**
 * Runs an operation, and gives what it reported.
 *
 * @throws ToolFailure with what it reported, where it ends with an expected error
 */
export async function carryOut(
  signal: AbortSignal,
  operation: (context: DeployContext) => Promise<unknown>,
): Promise<string> {
  const events: DeployEvent[] = [];
  try {
    await operation({ report: (event) => void events.push(event), signal });
    return transcriptOf(events);
  } catch (error) {
    const hasTold = events.some(({ type }) => type === 'deploy-failed');
    throw error instanceof AppError && hasTold
      ? new ToolFailure(error.code, transcriptOf(events), error)
      : error;
  }
}
