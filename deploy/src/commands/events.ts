import type { CommandEntry } from '../command.ts';
import { describeEvents } from '../report/describe-events.ts';
import type { CommandContext } from '../run-command.ts';
import type { EnvironmentSession } from '../session.ts';

export const eventsCommand: CommandEntry = {
  summary: "show what the cluster noted of a unit's objects and pods, newest first, alike ones as one",
  details: `Events of the objects that the environment owns and of the pods that these make, also of pods that are gone. Those of
several pods that say the same are one line with a count. The cluster forgets most of them after an hour.`,
  examples: [
    'todo-deploy events',
    'todo-deploy events backend --warnings',
    'todo-deploy events --limit 100 --json',
  ],
  operands: [{ name: 'UNIT', description: 'only this unit (default: all)' }],
  options: ['warnings', 'limit'],
  scope: 'environment',
  run,
};

async function run({
  session,
  options,
  signal,
  style,
  print,
}: CommandContext<EnvironmentSession>): Promise<void> {
  const { readEvents } = await import('../cluster-events/read-events.ts');
  const { environment, connection } = session;
  const { operands: only, warnings: warningsOnly, limit } = options;
  const events = await readEvents({ environment, connection, only, warningsOnly, limit }, { signal });
  print({ text: describeEvents(events, { style, now: Date.now() }), json: { type: 'events', ...events } });
}
