import type { CommandEntry } from '../command.ts';
import type { Approve } from '../deploy-request.ts';
import { DeployError } from '../errors.ts';
import { readAuthor } from '../nx/read-commit.ts';
import { guardWrites } from '../protection/guard-writes.ts';
import type { Options } from '../options.ts';
import { describePlan } from '../report/describe-plan.ts';
import type { CommandContext } from '../run-command.ts';
import type { EnvironmentSession } from '../session.ts';

export const rollbackCommand: CommandEntry = {
  summary: 'go back to what a unit, or the whole environment, ran before',
  details: `With a unit: to its revision before, or the one that --to names. Without: to the state before the last deploy, so that of
the units which it changed each goes back by one, and no other changes. What was applied then is kept in the cluster,
so neither chart nor values, commit or build are needed. Shows what changes and asks first; watched as a deploy is, and
recorded as a new revision, so that going back can be undone in the same way.`,
  examples: [
    'todo-deploy rollback backend',
    'todo-deploy rollback backend --to 3',
    'todo-deploy rollback --yes',
  ],
  operands: [{ name: 'UNIT', description: 'only this unit (default: what the last deploy changed)' }],
  options: [
    'to',
    'timeout',
    'no-rollback',
    'yes',
    'force-conflicts',
    'recreate',
    'no-wait',
    'plan-hash',
    'report',
  ],
  scope: 'environment',
  run,
};

async function run(context: CommandContext<EnvironmentSession>): Promise<void> {
  const { session, options, report, signal, style, confirm } = context;
  const { environment, connection, workspaceRoot } = session;
  const { yes } = options;
  const [unit] = options.operands;
  await guardWrites(context, { isOfTree: false });
  if (!yes && !confirm) throw new DeployError('CONFIRMATION_MISSING', { environment: environment.name });
  const approve: Approve = async (plan, asking) =>
    yes || (await confirm?.(`${describePlan(plan, style)}Go back?`, asking)) === true;
  const { rollback } = await import('../rollback.ts');
  const request = {
    ...{ environment, connection, unit, approve },
    to: revisionOf(options),
    by: await readAuthor(workspaceRoot),
    noRollback: options['no-rollback'],
    forceConflicts: options['force-conflicts'],
    recreate: options.recreate,
    noWait: options['no-wait'],
    planHash: options['plan-hash'],
  };
  await rollback(request, { report, signal });
}

/** @throws DeployError OPTION_INVALID */
function revisionOf({ to, operands }: Options): number | undefined {
  if (to === undefined) return undefined;
  const refuse = (reason: string) =>
    new DeployError('OPTION_INVALID', { option: '--to', command: 'todo-deploy rollback', reason });
  if (!/^[1-9]\d{0,8}$/.test(to)) throw refuse('must be the number of a revision');
  if (operands.length === 0) throw refuse('is a revision of one unit, which must be named');
  return Number(to);
}
