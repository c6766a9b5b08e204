import { connectCluster } from './cluster/client.ts';
import type { KubernetesObject } from './cluster/kubernetes-object.ts';
import type { DeployContext, DeployRequest, DeployResult } from './deploy-request.ts';
import { DeployRun } from './deploy-run.ts';
import { ledgerParent, readLedger, type Ledger } from './ledger/ledger.ts';
import { neededImages, publishImages } from './manifest/publish-images.ts';
import { renderChart } from './manifest/render-chart.ts';
import type { PlanOptions } from './plan/agree-on-plan.ts';
import { compareWithCluster, compareWithRecall } from './plan/compare-with-cluster.ts';
import { count } from './report/format.ts';
import { bringAbout } from './rollout/bring-about.ts';

/**
 * Takes an environment from what runs in it to what its chart, values and images say, and sees it ready:
 *
 *   chart → images → ledger → manifest (pinned, owned by units) → plan → lease → apply, watch and record each unit
 *
 * Every object is validated by the cluster before the first write; what is as it should be is not written at all.
 * Ended at any point, the same call finishes it.
 *
 * @throws DeployError, after it was reported as `deploy-failed`
 */
export async function deploy(request: DeployRequest, context: DeployContext): Promise<DeployResult> {
  const run = new DeployRun(request, context);
  const { environment, connection, helm } = request;
  const { signal } = run;

  return run.toEnd(async () => {
    const cluster = await connectCluster(connection.kubeconfig, connection.context);
    const read = () => readLedger(cluster, ledgerParent(environment), { signal });
    // Read while helm renders. Whoever needs it hears of its failure; the chart's own comes first.
    let early: Promise<Ledger> | undefined = read();
    early.catch(() => undefined);
    let rendering: Promise<readonly KubernetesObject[]> | undefined;
    const render = async () => {
      rendering ??= request.rendered ?? renderChart({ ...environment, helm, signal });
      run.secrets.learn(await rendering);
      return rendering;
    };
    const outline = async () => request.recall?.outline ?? outlineOf(await render(), run);
    const { imageUnits } = await run.phase('manifest', outline, ({ objects }) => count(objects, 'object'));

    const publish = () => publishImages(imageUnits, run);
    const images = await run.phase(
      'images',
      publish,
      ({ size }) => `${count(size, 'image')} in the registry`,
    );

    const compare = async (options: PlanOptions) => {
      // What was read before images were built may be minutes old by now.
      const ledger = await (run.hasBuilt ? read() : (early ?? read()));
      early = undefined;
      const known = { run, cluster, ledger, images, ...options };
      const settled = request.recall && (await compareWithRecall(request.recall, known));
      return { ...known, ...(settled ?? (await compareWithCluster(await render(), known))) };
    };
    return bringAbout(compare, run);
  });
}

function outlineOf(rendered: readonly KubernetesObject[], run: DeployRun) {
  return { objects: rendered.length, imageUnits: neededImages(rendered, run) };
}
