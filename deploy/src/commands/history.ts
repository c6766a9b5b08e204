import type { CommandEntry } from '../command.ts';
import { describeHistory } from '../report/describe-history.ts';
import type { CommandContext } from '../run-command.ts';
import type { EnvironmentSession } from '../session.ts';

export const historyCommand: CommandEntry = {
  summary: 'show what units ran: revisions with commit, who, when, image',
  details: `Lists the revisions that are kept in the cluster, and which of them runs. Each was seen ready: a deploy that failed makes
none, and is told as the last deploy.`,
  examples: ['todo-deploy history', 'todo-deploy history backend --json'],
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
  const { readHistory } = await import('../history/read-history.ts');
  const { environment, connection } = session;
  const history = await readHistory({ environment, connection, unit: options.operands[0] }, { signal });
  print({
    text: describeHistory(history, { style, now: Date.now() }),
    json: { type: 'history', ...history },
  });
}
