import { numberAt, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { ContainerEnds } from './container-ends.ts';

/** What is known of a namespace while a rollout is watched. */
export interface World {
  readonly pods: readonly KubernetesObject[];
  readonly replicaSets: readonly KubernetesObject[];
  /** Warning events, oldest first. */
  readonly events: readonly KubernetesObject[];
  /** How containers ended before, where that was watched. */
  readonly ends?: ContainerEnds;
}

export const emptyWorld: World = { pods: [], replicaSets: [], events: [] };

const revisionAnnotation = 'deployment.kubernetes.io/revision';

/**
 * The pods that a workload's newest revision made. Pods of older revisions are none of a rollout's business: they may be
 * broken, and this deploy be what mends them.
 */
export function newPodsOf(workload: KubernetesObject, world: World): readonly KubernetesObject[] {
  return owned(workload, world).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** The workload, its ReplicaSets, and its pods of every revision. */
export function ownedObjects(workload: KubernetesObject, world: World): readonly KubernetesObject[] {
  const replicaSets = ownedBy(workload, world.replicaSets);
  const pods = [workload, ...replicaSets].flatMap((owner) => ownedBy(owner, world.pods));
  return [workload, ...replicaSets, ...pods];
}

function owned(workload: KubernetesObject, world: World): readonly KubernetesObject[] {
  switch (workload.kind) {
    case 'Pod':
      return [workload];
    case 'Deployment':
      return podsOfNewReplicaSet(workload, world);
    case 'StatefulSet': {
      const revision = textAt(workload, 'status', 'updateRevision');
      return ownedBy(workload, world.pods).filter(hasLabel('controller-revision-hash', revision));
    }
    case 'DaemonSet': {
      const generation = workload.metadata.annotations?.['deprecated.daemonset.template.generation'];
      return ownedBy(workload, world.pods).filter(hasLabel('pod-template-generation', generation));
    }
    default:
      return ownedBy(workload, world.pods);
  }
}

function podsOfNewReplicaSet(deployment: KubernetesObject, world: World): readonly KubernetesObject[] {
  const observed = numberAt(deployment, 'status', 'observedGeneration') ?? 0;
  if (observed < (deployment.metadata.generation ?? 0)) return [];
  const revision = deployment.metadata.annotations?.[revisionAnnotation];
  return ownedBy(deployment, world.replicaSets)
    .filter(({ metadata }) => metadata.annotations?.[revisionAnnotation] === revision)
    .flatMap((replicaSet) => ownedBy(replicaSet, world.pods));
}

function ownedBy(owner: KubernetesObject, objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return objects.filter(({ metadata }) =>
    metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid),
  );
}

function hasLabel(name: string, value: string | undefined) {
  return ({ metadata }: KubernetesObject) => value === undefined || metadata.labels?.[name] === value;
}
