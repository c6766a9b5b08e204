import { setTimeout as delay } from 'node:timers/promises';
import type { CommandEntry } from '../command.ts';
import { describeStatus } from '../report/describe-status.ts';
import type { CommandContext } from '../run-command.ts';
import type { EnvironmentSession } from '../session.ts';

const lookAgainMs = 2_000;

export const statusCommand: CommandEntry = {
  summary: 'show what runs: per unit its commit, age, image, readiness, and what others changed',
  details: `Reads the ledger that the last deploy left in the cluster, and the objects it lists. Drift is what others changed of them
since: object, field, and who. Fields that the deploy left to others, such as an autoscaler's replicas, are none of it.`,
  examples: [
    'todo-deploy status',
    'todo-deploy status --watch',
    'todo-deploy status --environment staging --json',
  ],
  options: ['watch'],
  isEndless: ({ watch }) => watch,
  scope: 'environment',
  run,
};

async function run(context: CommandContext<EnvironmentSession>): Promise<void> {
  const { options, signal, drained } = context;
  try {
    let shown = await show(context, undefined);
    while (options.watch && (await drained())) {
      await delay(lookAgainMs, undefined, { signal });
      shown = await show(context, shown);
    }
  } catch (error) {
    if (!options.watch || !signal.aborted) throw error;
  }
}

/**
 * Shows the status where it is another one than was shown before.
 *
 * @returns what tells it from the next one
 */
async function show(
  context: CommandContext<EnvironmentSession>,
  before: string | undefined,
): Promise<string> {
  const { session, signal, style, print } = context;
  const { readStatus } = await import('../read-status.ts');
  const { environment, connection } = session;
  const status = await readStatus({ environment, connection }, { signal });
  const now = JSON.stringify(status, (key, value: unknown) => (key === 'renewedAt' ? undefined : value));
  if (now === before) return now;
  const text = describeStatus(status, { style, now: Date.now(), address: connection.address });
  print({ text: before === undefined ? text : `\n${text}`, json: { type: 'status', ...status } });
  return now;
}
