import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { WriteCount } from '../deploy-request.ts';
import type { Change } from '../plan/change-set.ts';
import { takeOverFields } from '../plan/managed-fields.ts';
import { stateText } from '../report/format.ts';
import { removeObject } from './remove-object.ts';

const deletionTimeoutMs = 60_000;

export interface WriteOptions extends CallOptions {
  readonly cluster: Cluster;
  readonly writes: WriteCount;
}

/**
 * Carries out one change; answers the object as it is now, or undefined when it was deleted. Nothing starts after the
 * signal; what has started is finished.
 */
export async function writeChange(
  change: Change,
  options: WriteOptions,
): Promise<KubernetesObject | undefined> {
  const { cluster, writes, signal } = options;
  signal.throwIfAborted();
  if (change.action === 'replace') {
    const { ref, uid } = change;
    await removeObject(cluster, { ...ref, uid }, { timeoutMs: deletionTimeoutMs, signal });
  }
  if (change.entry === undefined) {
    await cluster.delete({ ...change.ref, uid: change.uid }, { signal });
    writes.done++;
    return undefined;
  }
  if (change.takeover) await takeOver(change, change.takeover, options);
  const state = stateText(writes);
  const { isForced: force } = change;
  const object = await cluster.apply(change.entry.object, { state, signal, ...(force && { force }) });
  writes.done++;
  return object;
}

/**
 * Makes fields of helm's and kubectl's ours, so that the apply after it can also take them away. Whoever changes the
 * object meanwhile is let go first.
 */
async function takeOver(
  { ref }: Change,
  takeover: NonNullable<Change['takeover']>,
  { cluster, signal }: WriteOptions,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const live = await cluster.get(ref, { signal });
    const fields = live && takeOverFields(live, live, takeover);
    if (!fields) return;
    const { resourceVersion } = live.metadata;
    const patch = [
      { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
      { op: 'replace', path: '/metadata/managedFields', value: fields.managedFields },
    ] as const;
    if (await cluster.patchIf(ref, patch, { signal })) return;
  }
}
