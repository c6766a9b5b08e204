import type { CommandEntry } from '../command.ts';
import { describeCalls } from '../report/describe-calls.ts';
import { describeHistory } from '../report/describe-history.ts';
import type { CommandContext } from '../run-command.ts';
import type { EnvironmentSession } from '../session.ts';

export const historyCommand: CommandEntry = {
  summary: 'show what units ran: revisions with commit, who, when, image',
  details: `Lists the revisions that are kept in the cluster, and which of them runs. Each was seen ready: a deploy that failed makes
none, and is told as the last deploy. With --calls, lists instead what was called by clients of todo-deploy mcp and by
todo-deploy ask: who, which tool, with what, and how it ended.`,
  examples: ['todo-deploy history', 'todo-deploy history backend --json', 'todo-deploy history --calls'],
  operands: [{ name: 'UNIT', description: 'only this unit (default: all)' }],
  options: ['calls'],
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
  if (options.calls) {
    const { findCalls } = await import('../operations/find-calls.ts');
    const calls = await findCalls(session, signal);
    return print({ text: describeCalls(calls, { style, now: Date.now() }), json: { type: 'calls', calls } });
  }
  const { readHistory } = await import('../history/read-history.ts');
  const { environment, connection } = session;
  const history = await readHistory({ environment, connection, unit: options.operands[0] }, { signal });
  print({
    text: describeHistory(history, { style, now: Date.now() }),
    json: { type: 'history', ...history },
  });
}
