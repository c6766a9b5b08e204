import type { Cluster } from './cluster.ts';

/** The same cluster as an object whose verbs can be replaced one by one. */
export function delegateCluster(cluster: Cluster): Cluster {
  return {
    server: cluster.server,
    get: (...call) => cluster.get(...call),
    listMetadata: (...call) => cluster.listMetadata(...call),
    list: (...call) => cluster.list(...call),
    apply: (...call) => cluster.apply(...call),
    create: (...call) => cluster.create(...call),
    merge: (...call) => cluster.merge(...call),
    patchIf: (...call) => cluster.patchIf(...call),
    delete: (...call) => cluster.delete(...call),
    watch: (...call) => cluster.watch(...call),
    logs: (...call) => cluster.logs(...call),
    readLog: (...call) => cluster.readLog(...call),
    kinds: (...call) => cluster.kinds(...call),
    resourceOf: (...call) => cluster.resourceOf(...call),
  };
}
