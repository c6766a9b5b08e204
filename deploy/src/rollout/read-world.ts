import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import type { World } from './new-pods.ts';
import { byTime } from './warnings.ts';

/** Reads once what a rollout watches: the namespace's ReplicaSets, pods and warnings. */
export async function readWorld(
  cluster: Cluster,
  { namespace, signal }: { readonly namespace: string } & CallOptions,
): Promise<World> {
  const list = (apiVersion: string, kind: string, fieldSelector?: string) =>
    cluster.list({ apiVersion, kind, namespace, fieldSelector }, { signal });
  const [replicaSets, pods, events] = await Promise.all([
    list('apps/v1', 'ReplicaSet'),
    list('v1', 'Pod'),
    list('v1', 'Event', 'type=Warning'),
  ]);
  return { replicaSets, pods, events: events.toSorted(byTime) };
}
