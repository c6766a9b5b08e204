import type { CommandEntry } from '../command.ts';
import type { DestroyRequest } from '../destroy/destroy.ts';
import { DeployError } from '../errors.ts';
import { readAuthor } from '../nx/read-commit.ts';
import { guardWrites } from '../protection/guard-writes.ts';
import { describeDestroyed, describeDestroyPlan } from '../report/describe-destroy.ts';
import type { CommandContext } from '../run-command.ts';
import type { EnvironmentSession } from '../session.ts';

export const destroyCommand: CommandEntry = {
  summary: 'take an environment down: what its deploys made, and nothing else',
  details: `Deletes the members of the environment's ApplySet in the reverse of the order in which they were applied, and waits until
each is gone; then what is kept of its deploys, and the namespace where a deploy made it and nothing else is in it. Keeps
objects with helm.sh/resource-policy: keep and, without --delete-data, volumes. Shows the list first, and asks for the
environment's name. Ended half-way, the same command finishes it.`,
  examples: [
    'todo-deploy destroy --environment preview',
    'todo-deploy destroy --environment preview --delete-data --yes',
  ],
  options: ['delete-data', 'yes', 'timeout', 'no-wait'],
  scope: 'environment',
  run,
};

async function run(context: CommandContext<EnvironmentSession>): Promise<void> {
  const { session, options, report, signal, style, confirm, print } = context;
  const { environment, connection, workspaceRoot } = session;
  const { name } = environment;
  await guardWrites(context, { isOfTree: false });
  if (!options.yes && !confirm) throw new DeployError('CONFIRMATION_MISSING', { environment: name });
  const approve: DestroyRequest['approve'] = async (plan, asking) => {
    const question = `${describeDestroyPlan(plan, style)}To delete this, write the name of the environment (${name}):`;
    return options.yes || (await confirm?.(question, { ...asking, word: name })) === true;
  };
  const { destroy } = await import('../destroy/destroy.ts');
  const request = {
    ...{ environment, connection, approve },
    deleteData: options['delete-data'],
    noWait: options['no-wait'],
    by: await readAuthor(workspaceRoot),
  };
  const destroyed = await destroy(request, { report, signal });
  print({ text: describeDestroyed(destroyed, style), json: { type: 'destroyed', ...destroyed } });
}
