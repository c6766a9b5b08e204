import type { CommandEntry } from '../command.ts';
import { describeStatus } from '../report/describe-status.ts';
import type { CommandContext } from '../run-command.ts';
import type { EnvironmentSession } from '../session.ts';

export const statusCommand: CommandEntry = {
  summary: 'show what runs: per unit its commit, age, image, readiness, and what others changed',
  details: `Reads the ledger that the last deploy left in the cluster, and the objects it lists. Drift is what others changed of them
since: object, field, and who. Fields that the deploy left to others, such as an autoscaler's replicas, are none of it.`,
  examples: ['todo-deploy status', 'todo-deploy status --environment staging --json'],
  options: [],
  scope: 'environment',
  run,
};

async function run({ session, signal, style, print }: CommandContext<EnvironmentSession>): Promise<void> {
  const { readStatus } = await import('../read-status.ts');
  const { environment, connection } = session;
  const status = await readStatus({ environment, connection }, { signal });
  const text = describeStatus(status, { style, now: Date.now(), address: connection.address });
  print({ text, json: { type: 'status', ...status } });
}
