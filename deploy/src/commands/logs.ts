import type { CommandEntry } from '../command.ts';
import type { Options } from '../options.ts';
import type { CommandContext } from '../run-command.ts';
import type { EnvironmentSession } from '../session.ts';

const linesBefore = 20;

export const logsCommand: CommandEntry = {
  summary: 'follow what the pods of a unit write, across restarts and rollouts',
  details: `Follows every container of every pod, also of those that come later, until Ctrl-C or until the unit is gone; no line
is lost or shown twice when a connection breaks or a container restarts. Values of Secrets are masked. Begins with the
last ${linesBefore} lines of each container, unless --tail or --since says otherwise.`,
  examples: [
    'todo-deploy logs',
    'todo-deploy logs backend --since 10m',
    'todo-deploy logs backend --previous',
    'todo-deploy logs --no-follow --json',
  ],
  operands: [{ name: 'UNIT', description: 'only this unit (default: all)' }],
  options: ['since', 'tail', 'previous', 'no-follow'],
  isEndless: isFollowing,
  scope: 'environment',
  run,
};

async function run({
  session,
  options,
  report,
  signal,
  drained,
}: CommandContext<EnvironmentSession>): Promise<void> {
  const { since, tail, previous } = options;
  const follows = isFollowing(options);
  const { connectCluster } = await import('../cluster/client.ts');
  const { environment, connection } = session;
  const request = {
    cluster: await connectCluster(connection.kubeconfig, connection.context),
    environment,
    only: options.operands.length > 0 ? options.operands : undefined,
    bounds: {
      tailLines: tail ?? (follows && since === undefined ? linesBefore : undefined),
      sinceSeconds: since && Math.ceil(since / 1000),
    },
    ...{ report, drained, signal },
  };
  if (follows) {
    const { followLogs } = await import('../logs/follow-logs.ts');
    await followLogs(request);
  } else {
    const { readLogs } = await import('../logs/read-logs.ts');
    await readLogs({ ...request, previous });
  }
}

function isFollowing(options: Options): boolean {
  return !options.previous && !options['no-follow'];
}
