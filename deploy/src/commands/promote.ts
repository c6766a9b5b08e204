import type { CommandEntry } from '../command.ts';
import { DeployError } from '../errors.ts';
import { deployOptions } from '../option-groups.ts';
import { guardWrites } from '../protection/guard-writes.ts';
import type { CommandContext } from '../run-command.ts';
import { openEnvironment } from '../session.ts';

export const promoteCommand: CommandEntry = {
  summary: 'deploy to one environment the very images that another one runs',
  details: `Builds nothing: each unit gets the digest that it runs in the other environment, by that one's ledger. Images are
copied when the registries differ, only the layers that are missing. Chart and values are those of this workspace. Otherwise
it is a deploy, with its plan, its gates, and what the environment demands; connection options are for --to.`,
  examples: ['todo-deploy promote --from staging --to production'],
  options: ['from', 'to', ...deployOptions],
  required: ['from', 'to'],
  environmentOption: 'to',
  run,
};

async function run(context: CommandContext): Promise<void> {
  const { session, options, report, signal } = context;
  const { from: source = '', environment: target } = options;
  if (source === target) {
    const reason = 'must be another environment than that of --to';
    throw new DeployError('OPTION_INVALID', { option: '--from', command: 'todo-deploy promote', reason });
  }
  const approve = await guardWrites(context);
  const [{ deploy }, { promotionRequest }] = await Promise.all([
    import('../deploy.ts'),
    import('../promotion/promotion-request.ts'),
  ]);
  // What connection options say is where the target is.
  const elsewhere = { context: undefined, kubeconfig: undefined, registry: undefined, address: undefined };
  const from = await openEnvironment({ ...options, ...elsewhere, environment: source }, session);
  const request = await promotionRequest(session, { from, report, signal });
  await deploy({ ...request, approve }, { report, signal });
}
