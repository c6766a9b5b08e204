import { refOf, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { Change } from '../plan/change-set.ts';
import { containerCauses } from './container-cause.ts';
import { newPodsOf, ownedObjects } from './new-pods.ts';
import type { UnitRollout } from './roll-out-unit.ts';

/**
 * Deletes the pods that failed before this deploy in workloads that it leaves as they are, so that their controllers make
 * them anew: what was wrong outside of the manifest may have been mended since, and a back-off would hide it for minutes.
 */
export async function renewFailedPods(changes: readonly Change[], rollout: UnitRollout): Promise<void> {
  const { cluster, namespace, signal } = rollout;
  const suspects = changes.filter(
    ({ action, isSettled, ref }) => action === 'unchanged' && !isSettled && workloads.has(ref.kind),
  );
  if (suspects.length === 0) return;
  const [pods, replicaSets, ...found] = await Promise.all([
    cluster.list({ apiVersion: 'v1', kind: 'Pod', namespace }, { signal }),
    cluster.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace }, { signal }),
    ...suspects.map(({ ref }) => cluster.get(ref, { signal })),
  ]);
  const world = { pods, replicaSets, events: [] };
  const failed = found
    .flatMap((workload) => (workload ? newPodsOf(workload, world) : []))
    .filter((pod) => containerCauses(pod).some(({ patienceMs }) => Number.isFinite(patienceMs)));
  await renew(failed, rollout);
}

/**
 * Deletes the pods of a StatefulSet that was just changed which its version before keeps from running: its controller
 * replaces a pod only once it was ready, which they never are.
 *
 * https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
 */
export async function renewPodsInTheWay(statefulSet: KubernetesObject, rollout: UnitRollout): Promise<void> {
  const { cluster, namespace, signal } = rollout;
  const pods = await cluster.list({ apiVersion: 'v1', kind: 'Pod', namespace }, { signal });
  const [, ...own] = ownedObjects(statefulSet, { pods, replicaSets: [], events: [] });
  const present = own.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  await renew(
    present.filter((pod) => containerCauses(pod).length > 0),
    rollout,
  );
}

async function renew(pods: readonly KubernetesObject[], rollout: UnitRollout): Promise<void> {
  const { cluster, signal, report } = rollout;
  for (const pod of pods) {
    signal.throwIfAborted();
    await cluster.delete(
      { ...refOf({ ...pod, apiVersion: 'v1', kind: 'Pod' }), uid: pod.metadata.uid },
      { signal },
    );
    report({
      type: 'note',
      message: `Pod ${pod.metadata.name} had failed before and is made anew`,
    });
  }
}

const workloads = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);
