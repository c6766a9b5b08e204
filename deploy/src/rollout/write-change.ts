import { setTimeout as delay } from 'node:timers/promises';
import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { refText, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { WriteCount } from '../deploy-request.ts';
import { DeployError } from '../errors.ts';
import type { Change } from '../plan/change-set.ts';

const deletionTimeoutMs = 60_000;
const deletionPollMs = 200;

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
  if (change.action === 'replace') await deleteAndWait(change, options);
  if (change.entry === undefined) {
    await cluster.delete({ ...change.ref, uid: change.uid }, { signal });
    writes.done++;
    return undefined;
  }
  const state = stateText(writes);
  const object = await cluster.apply(change.entry.object, { state, signal });
  writes.done++;
  return object;
}

/** `2 of 5 changes were written`, as errors say what they leave behind. */
export function stateText({ done, planned }: WriteCount): string {
  return done === 0 ? 'nothing was written' : `${done} of ${planned} changes were written`;
}

/** The name is free again only once finalizers and dependents let go of the object. */
async function deleteAndWait(change: Change, { cluster, signal }: WriteOptions): Promise<void> {
  const { ref, uid } = change;
  await cluster.delete({ ...ref, uid }, { signal });
  const deadline = performance.now() + deletionTimeoutMs;
  for (;;) {
    const left = await cluster.get(ref, { signal });
    if (!left || left.metadata.uid !== uid) return;
    if (performance.now() > deadline) {
      const finalizers = left.metadata.finalizers ?? [];
      throw new DeployError('DELETE_STUCK', {
        object: refText(ref),
        finalizers,
        seconds: deletionTimeoutMs / 1000,
      });
    }
    await delay(deletionPollMs, undefined, { signal });
  }
}
