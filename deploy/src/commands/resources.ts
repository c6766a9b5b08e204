import type { CommandEntry } from '../command.ts';
import { describeResources } from '../report/describe-resources.ts';
import type { CommandContext } from '../run-command.ts';
import type { EnvironmentSession } from '../session.ts';

export const resourcesCommand: CommandEntry = {
  summary: 'show what containers ask for, may take and take, and which value to set otherwise',
  details: `What they take is measured where the cluster serves metrics.k8s.io, as the highest among the pods of the newest revision
at this moment; where it does not, that is said. Findings name a value to edit: memory that ran out, limits that are
near or not set, requests that are not set or far above what is used.`,
  examples: ['todo-deploy resources', 'todo-deploy resources backend', 'todo-deploy resources --json'],
  operands: [{ name: 'UNIT', description: 'only this unit (default: all)' }],
  options: [],
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
  const { readResources } = await import('../resources/read-resources.ts');
  const { environment, connection } = session;
  const resources = await readResources({ environment, connection, only: options.operands }, { signal });
  print({ text: describeResources(resources, style), json: { type: 'resources', ...resources } });
}
