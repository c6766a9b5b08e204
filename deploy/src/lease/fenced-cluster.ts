import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { delegateCluster } from '../cluster/delegate-cluster.ts';

/** The cluster, in which each attempt of a write first makes sure that the lease is still ours. */
export function fencedCluster(cluster: Cluster, fence: () => Promise<void>): Cluster {
  const fenced = <Options extends CallOptions>(options: Options) => ({ ...options, beforeAttempt: fence });
  return {
    ...delegateCluster(cluster),
    apply: (object, options) => cluster.apply(object, options.dryRun ? options : fenced(options)),
    create: (object, options) => cluster.create(object, fenced(options)),
    merge: (ref, patch, options) => cluster.merge(ref, patch, fenced(options)),
    patchIf: (ref, patch, options) => cluster.patchIf(ref, patch, fenced(options)),
    delete: (ref, options) => cluster.delete(ref, options.dryRun ? options : fenced(options)),
  };
}
