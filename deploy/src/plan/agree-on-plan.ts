import type { DeployScope } from '../deploy-request.ts';
import { DeployError } from '../errors.ts';
import type { Comparison } from './compare-with-cluster.ts';

export interface PlanOptions {
  /** Whether a namespace that is not there may be made, so that the cluster can validate what is to be in it. */
  readonly mayCreateNamespace: boolean;
}

/**
 * Plans, and asks whether the plan may be carried out where the deploy is one that asks. A namespace that is missing is
 * made only after a yes; what is to be in it is validated then.
 *
 * @throws DeployError DEPLOY_CANCELLED when it may not
 */
export async function agreeOnPlan<Planned extends Comparison>(
  plan: (options: PlanOptions) => Promise<Planned>,
  { request, signal }: Pick<DeployScope, 'request' | 'signal'>,
): Promise<Planned> {
  const { approve, planOnly = false, environment } = request;
  if (planOnly || !approve) return plan({ mayCreateNamespace: !planOnly });
  const comparison = await plan({ mayCreateNamespace: false });
  if (comparison.changes.every(({ action }) => action === 'unchanged')) return comparison;
  if (!(await approve(comparison.plan, { signal })))
    throw new DeployError('DEPLOY_CANCELLED', {
      environment: environment.name,
      state: 'nothing was written',
    });
  return comparison.hasNamespace ? comparison : plan({ mayCreateNamespace: true });
}
