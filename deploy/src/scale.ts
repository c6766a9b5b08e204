import { isRecord, textAt } from './cluster/kubernetes-object.ts';
import type { DeployContext, DeployResult } from './deploy-request.ts';
import { DeployError } from './errors.ts';
import { presentTargets } from './history/choose-targets.ts';
import { hashOf, type ManifestObject } from './manifest/manifest.ts';
import { redeploy, type RedeployRequest } from './redeploy.ts';

export interface ScaleRequest extends Omit<RedeployRequest, 'choose' | 'alter'> {
  readonly unit: string;
  readonly replicas: number;
}

/**
 * Runs a unit in another number of replicas: its present revision, with that number in its workload. The next deploy of the
 * workspace sets what its values say again.
 *
 * @throws DeployError NOTHING_DEPLOYED, UNIT_UNKNOWN, UNIT_UNSCALABLE, and what a deploy ends with
 */
export function scale(
  { unit, replicas, ...request }: ScaleRequest,
  context: DeployContext,
): Promise<DeployResult> {
  const environment = request.environment.name;
  return redeploy(
    {
      ...request,
      choose: (ledger) => presentTargets(ledger, { unit, environment, note: `scaled to ${replicas}` }),
      alter: (entries) => withReplicas(entries, { unit, replicas }),
    },
    context,
  );
}

const scaledKinds = ['Deployment', 'StatefulSet'];

/**
 * @returns the objects of a unit, with the number of replicas in its one workload
 * @throws DeployError UNIT_UNSCALABLE
 */
export function withReplicas(
  entries: readonly ManifestObject[],
  { unit, replicas }: { readonly unit: string; readonly replicas: number },
): readonly ManifestObject[] {
  const workloads = entries.filter(({ ref }) => scaledKinds.includes(ref.kind));
  const [workload] = workloads;
  if (!workload || workloads.length > 1) {
    const names = workloads.map(({ ref }) => `${ref.kind}/${ref.name}`);
    const reason = workload
      ? `has several workloads: ${names.join(', ')}`
      : 'has no Deployment or StatefulSet';
    throw new DeployError('UNIT_UNSCALABLE', { unit, reason });
  }
  const spec = workload.object['spec'];
  if (!isRecord(spec) || spec['replicas'] === undefined) {
    const { kind, name } = workload.ref;
    const reason = `leaves the replicas of ${kind}/${name} to others, such as ${autoscalerOf(entries)}`;
    throw new DeployError('UNIT_UNSCALABLE', { unit, reason });
  }
  const object = { ...workload.object, spec: { ...spec, replicas } };
  const scaled = { ...workload, object, hash: hashOf(object) };
  return entries.map((entry) => (entry === workload ? scaled : entry));
}

function autoscalerOf(entries: readonly ManifestObject[]): string {
  const found = entries.find(({ ref }) => ref.kind === 'HorizontalPodAutoscaler');
  return found
    ? `HorizontalPodAutoscaler/${textAt(found.object, 'metadata', 'name') ?? ''}`
    : 'an autoscaler';
}
