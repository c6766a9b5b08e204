import { refOf } from '../cluster/kubernetes-object.ts';
import type { Change } from '../plan/change-set.ts';
import { containerCauses } from './container-cause.ts';
import { newPodsOf } from './new-pods.ts';
import type { UnitRollout } from './roll-out-unit.ts';

/**
 * Deletes the pods that failed before this deploy in workloads that it leaves as they are, so that their controllers make
 * them anew: what was wrong outside of the manifest may have been mended since, and a back-off would hide it for minutes.
 */
export async function renewFailedPods(changes: readonly Change[], rollout: UnitRollout): Promise<void> {
  const { cluster, namespace, signal, report } = rollout;
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
  for (const pod of failed) {
    signal.throwIfAborted();
    await cluster.delete(
      { ...refOf({ ...pod, apiVersion: 'v1', kind: 'Pod' }), uid: pod.metadata.uid },
      { signal },
    );
    report({
      type: 'note',
      message: `Pod ${pod.metadata.name} had failed before this deploy and is made anew`,
    });
  }
}

const workloads = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);
