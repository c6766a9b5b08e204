import type { CommandEntry } from '../command.ts';
import type { Approve } from '../deploy-request.ts';
import { DeployError } from '../errors.ts';
import { readAuthor } from '../nx/read-commit.ts';
import { guardWrites } from '../protection/guard-writes.ts';
import { describePlan } from '../report/describe-plan.ts';
import type { CommandContext } from '../run-command.ts';
import type { EnvironmentSession } from '../session.ts';

export const scaleCommand: CommandEntry = {
  summary: 'run a unit in another number of pods, until the next deploy',
  details: `Takes what the unit runs now, with another number of replicas in its Deployment or StatefulSet: nothing is built or
rendered. Shows what changes and asks first; watched as a deploy is, and recorded as a revision. The next deploy sets what
the values of the environment say; change them too for the number to stay.`,
  examples: ['todo-deploy scale backend --replicas 3', 'todo-deploy scale frontend --replicas 2 --yes'],
  operands: [{ name: 'UNIT', description: 'the unit', isRequired: true }],
  options: ['replicas', 'timeout', 'no-rollback', 'yes', 'no-wait', 'plan-hash', 'report'],
  required: ['replicas'],
  scope: 'environment',
  run,
};

async function run(context: CommandContext<EnvironmentSession>): Promise<void> {
  const { session, options, report, signal, style, confirm } = context;
  const { environment, connection, workspaceRoot } = session;
  const { yes, replicas = 1 } = options;
  const [unit = ''] = options.operands;
  await guardWrites(context, { isOfTree: false });
  if (!yes && !confirm) throw new DeployError('CONFIRMATION_MISSING', { environment: environment.name });
  const approve: Approve = async (plan, asking) =>
    yes || (await confirm?.(`${describePlan(plan, style)}Scale ${unit}?`, asking)) === true;
  const { scale } = await import('../scale.ts');
  const request = {
    ...{ environment, connection, unit, replicas, approve },
    by: await readAuthor(workspaceRoot),
    noRollback: options['no-rollback'],
    noWait: options['no-wait'],
    planHash: options['plan-hash'],
  };
  await scale(request, { report, signal });
}
