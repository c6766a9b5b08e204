import type { DeployResult } from '../deploy-request.ts';
import type { DeployRun } from '../deploy-run.ts';
import { agreeOnPlan, type PlanOptions } from '../plan/agree-on-plan.ts';
import { changedUnits } from '../plan/change-set.ts';
import type { Comparison } from '../plan/compare-with-cluster.ts';
import { isSettled } from './is-settled.ts';
import { loadRollout } from './load-rollout.ts';
import type { Work } from './unit-work.ts';

/**
 * Plans, has the plan agreed to, and carries it out while this deploy owns the environment; plans anew when another one
 * owned it since.
 *
 * @param compare says what separates the cluster from what is wanted
 */
export async function bringAbout(
  compare: (options: PlanOptions) => Promise<Work & Comparison>,
  run: DeployRun,
): Promise<DeployResult> {
  const plan = (options: PlanOptions) =>
    run.phase(
      'plan',
      () => compare(options),
      ({ summary }) => summary,
    );
  const planned = await agreeOnPlan(plan, run);
  if (run.request.planOnly) return run.result('planned', planned);
  if (isSettled(planned)) return run.result('nothing-to-do', planned);

  const { withLease, carryOut } = await loadRollout();
  const { cluster } = planned;
  return withLease(cluster, { ...planned, units: changedUnits(planned) }, async (fenced, lease) => {
    const current = lease.isStale ? await agreeOnPlan(plan, run) : planned;
    const ledger = { ...current.ledger, leaseNumber: lease.number };
    const work = { ...current, cluster: fenced, ledger };
    const apply = () => carryOut(work, { onDone: (unit) => lease.noteDone(unit) });
    const summarize = (isChange: boolean) => (isChange ? 'ready' : current.summary);
    const hasChanged = await run.phase('rollout', apply, summarize);
    return run.result(hasChanged ? 'deployed' : 'nothing-to-do', current);
  });
}
