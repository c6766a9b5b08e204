import { recordsAt, refText, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';
import { saveEvidence } from '../evidence/save-evidence.ts';
import { collectEvidence } from './collect-evidence.ts';
import { newPodsOf, type World } from './new-pods.ts';
import type { UnitRollout } from './roll-out-unit.ts';
import type { WaitResult } from './wait.ts';

type Failure = Exclude<WaitResult, { outcome: 'ready' }>;

/** The error of a rollout that cannot finish: its cause, its evidence, and what still serves; reported as it is found. */
export async function rolloutError(failure: Failure, rollout: UnitRollout): Promise<DeployError> {
  const { cause, ref, world } = failure;
  const { cluster, unit } = rollout;
  const { detail, reason, advice, lines } = await collectEvidence(cluster, { ...rollout, cause, world });
  const object = refText(ref);
  rollout.report({
    type: 'rollout-failed',
    unit,
    object,
    status: { state: 'failed', reason, message: detail },
    evidence: [detail, ...lines],
  });
  const saved = {
    object,
    workload: failure.object,
    world,
    cause: { ...cause, reason, advice },
    detail,
    lines,
  };
  const bundle = await saveEvidence(saved, rollout);
  const state = failure.object ? stillServing(failure.object, world) : 'it is not in the cluster';
  const fact = { object, unit, reason, detail, evidence: lines, state, advice, ...(bundle && { bundle }) };
  if (failure.outcome === 'failed') return new DeployError(cause.code, fact);
  return new DeployError('ROLLOUT_TIMED_OUT', { ...fact, seconds: Math.round(rollout.timeoutMs / 1000) });
}

/** What of the version before still answers, as the pods say it. */
function stillServing(workload: KubernetesObject, world: World): string {
  if (workload.kind === 'Job') return 'what runs was left as it is';
  const fresh = new Set(newPodsOf(workload, world).map(({ metadata }) => metadata.uid));
  const replicaSets = world.replicaSets.filter((replicaSet) =>
    isOwnedBy(replicaSet, [workload.metadata.uid]),
  );
  const owners = [workload.metadata.uid, ...replicaSets.map(({ metadata }) => metadata.uid)];
  const before = world.pods.filter((pod) => isOwnedBy(pod, owners) && !fresh.has(pod.metadata.uid));
  const serving = before.filter(isReady).length;
  if (serving === 0) return 'no pod of a version before it serves';
  return `${serving} ${serving === 1 ? 'pod' : 'pods'} of the version before still ${serving === 1 ? 'serves' : 'serve'}`;
}

function isOwnedBy({ metadata }: KubernetesObject, uids: readonly (string | undefined)[]): boolean {
  return metadata.ownerReferences?.some(({ uid }) => uids.includes(uid)) ?? false;
}

function isReady(pod: KubernetesObject): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  return recordsAt(pod, 'status', 'conditions').some(
    ({ type, status }) => type === 'Ready' && status === 'True',
  );
}
