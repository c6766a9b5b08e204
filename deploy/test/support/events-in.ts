import type { DeployEvent } from '../../src/report/events.ts';

/** The events among the lines that a program wrote with `--json`, and Nx around it. */
export function eventsIn(output: string): readonly DeployEvent[] {
  const lines = output.split('\n').filter((line) => line.startsWith('{"type":'));
  return lines.map((line) => JSON.parse(line) as DeployEvent);
}
