import { connectCluster } from '../cluster/client.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { wellKnownResource } from '../cluster/resources.ts';
import type { Connection, DeployContext, DeployRequest } from '../deploy-request.ts';
import { DeployRun } from '../deploy-run.ts';
import { applySetId } from '../ledger/apply-set.ts';
import { ledgerParent } from '../ledger/ledger.ts';
import { definedKinds } from '../manifest/manifest.ts';
import { pinManifest } from '../manifest/pin-manifest.ts';
import { neededImages, publishImages } from '../manifest/publish-images.ts';
import { renderChart } from '../manifest/render-chart.ts';
import { count } from '../report/format.ts';
import { renderedFiles, type RenderedFiles } from './rendered-files.ts';

/**
 * The very objects that a deploy would apply, as files. The cluster is asked only where kinds live that are neither well
 * known nor defined by the chart itself.
 *
 * @throws DeployError as a deploy does until its plan; SECRET_EXPOSED
 */
export async function renderEnvironment(
  request: DeployRequest,
  { includeSecrets, ...context }: DeployContext & { readonly includeSecrets: boolean },
): Promise<RenderedFiles> {
  const run = new DeployRun(request, context);
  const { environment, connection, helm } = request;
  const render = () => renderChart({ ...environment, helm, signal: run.signal });
  const rendered = await run.phase('manifest', render, ({ length }) => count(length, 'object'));
  run.secrets.learn(rendered);
  run.secrets.learnValues(environment.values);
  const publish = () => publishImages(neededImages(rendered, run), run);
  const summarize = ({ size }: { readonly size: number }) => `${count(size, 'image')} in the registry`;
  const images = await run.phase('images', publish, summarize);
  const { objects } = await pinManifest(rendered, {
    run,
    images,
    cluster: lazyCluster(connection, rendered),
    ledger: { applySetId: applySetId(ledgerParent(environment)) },
  });
  return renderedFiles(objects, { environment: environment.name, includeSecrets, secrets: run.secrets });
}

/** Connects when it is asked for a kind that nothing else tells about. */
function lazyCluster(
  { kubeconfig, context }: Connection,
  rendered: readonly KubernetesObject[],
): Pick<Cluster, 'resourceOf'> {
  const defined = definedKinds(rendered);
  let cluster: Promise<Cluster> | undefined;
  return {
    async resourceOf(ref, options) {
      const known = wellKnownResource(ref.apiVersion, ref.kind);
      if (known || defined.has(`${ref.apiVersion}/${ref.kind}`)) return known;
      cluster ??= connectCluster(kubeconfig, context);
      return (await cluster).resourceOf(ref, options);
    },
  };
}
