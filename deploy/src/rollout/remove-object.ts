import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster, DeleteOptions } from '../cluster/cluster.ts';
import { refText, type ObjectRef } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';

export interface RemoveOptions extends DeleteOptions {
  readonly timeoutMs: number;
}

const pollMs = 200;

/**
 * Deletes this very object, and waits until finalizers and dependents let go of it: only then is its name free again.
 *
 * @throws DeployError DELETE_STUCK
 */
export async function removeObject(
  cluster: Cluster,
  { uid, ...ref }: ObjectRef & { readonly uid: string | undefined },
  { timeoutMs, ...options }: RemoveOptions,
): Promise<void> {
  await cluster.delete({ ...ref, uid }, options);
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const left = await cluster.get(ref, options);
    if (!left || left.metadata.uid !== uid) return;
    if (performance.now() > deadline) {
      const finalizers = left.metadata.finalizers ?? [];
      throw new DeployError('DELETE_STUCK', { object: refText(ref), finalizers, seconds: timeoutMs / 1000 });
    }
    await delay(pollMs, undefined, { signal: options.signal });
  }
}
