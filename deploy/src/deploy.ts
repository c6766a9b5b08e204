import { connectCluster } from './cluster/client.ts';
import type { DeployContext, DeployRequest, DeployResult } from './deploy-request.ts';
import { DeployRun } from './deploy-run.ts';
import { ledgerParent, readLedger } from './ledger/ledger.ts';
import { pinManifest } from './manifest/pin-manifest.ts';
import { publishImages } from './manifest/publish-images.ts';
import { renderChart } from './manifest/render-chart.ts';
import { agreeOnPlan, type PlanOptions } from './plan/agree-on-plan.ts';
import { compareWithCluster } from './plan/compare-with-cluster.ts';
import { carryOut } from './rollout/carry-out.ts';

/**
 * Takes an environment from what runs in it to what its chart, values and images say, and sees it ready:
 *
 *   ledger + chart → images → manifest (pinned, owned by units) → plan → apply, watch and record each unit
 *
 * Every object is validated by the cluster before the first write; what is as it should be is not written at all.
 * Ended at any point, the same call finishes it.
 *
 * @throws DeployError, after it was reported as `deploy-failed`
 */
export async function deploy(request: DeployRequest, context: DeployContext): Promise<DeployResult> {
  const run = new DeployRun(request, context);
  const { environment, connection, planOnly = false, helm } = request;
  const { signal } = run;

  return run.toEnd(async () => {
    const cluster = await connectCluster(connection.kubeconfig, connection.context);
    const read = () =>
      Promise.all([
        readLedger(cluster, ledgerParent(environment), { signal }),
        renderChart({ ...environment, helm, signal }),
      ]);
    const [ledger, rendered] = await run.phase('manifest', read, ([, objects]) =>
      count(objects.length, 'object'),
    );

    run.secrets.learn(rendered);

    const publish = () => publishImages(rendered, run);
    const images = await run.phase(
      'images',
      publish,
      ({ size }) => `${count(size, 'image')} in the registry`,
    );

    const known = { run, cluster, ledger, images };
    const plan = (options: PlanOptions) => {
      const compare = async () =>
        compareWithCluster(await pinManifest(rendered, known), { ...known, ...options });
      return run.phase('plan', compare, ({ summary }) => summary);
    };
    const comparison = await agreeOnPlan(plan, run);
    if (planOnly) return run.result('planned', { ...comparison, images });

    const apply = () => carryOut({ ...known, ...comparison });
    const hasChanged = await run.phase('rollout', apply, (isChange) =>
      isChange ? 'ready' : comparison.summary,
    );
    return run.result(hasChanged ? 'deployed' : 'nothing-to-do', { ...comparison, images });
  });
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
