import {
  groupOf,
  refKey,
  refOf,
  refText,
  type KubernetesObject,
  type ObjectRef,
} from '../cluster/kubernetes-object.ts';
import { stageIndex } from '../manifest/apply-order.ts';

/** What taking an environment down does, and what it leaves. */
export interface DestroyPlan {
  readonly environment: string;
  readonly namespace: string;
  /** Objects to delete, in the order in which they go: what was applied last goes first. */
  readonly deletions: readonly Deletion[];
  /** What stays, and why. */
  readonly kept: readonly Kept[];
  /** Whether the namespace goes too. */
  readonly isNamespaceGoing: boolean;
}

export interface Deletion {
  readonly ref: ObjectRef;
  readonly uid: string;
}

export interface Kept {
  readonly object: string;
  readonly why: string;
}

export interface DestroyFacts {
  /** The members of the set, and volumes that its StatefulSets made. */
  readonly owned: readonly KubernetesObject[];
  /** Definitions of which others have objects too, by name. */
  readonly sharedDefinitions: ReadonlySet<string>;
  readonly deleteData: boolean;
}

/** Which of the owned objects go, and which stay. */
export function decideDeletions({
  owned,
  sharedDefinitions,
  deleteData,
}: DestroyFacts): Pick<DestroyPlan, 'deletions' | 'kept'> {
  const decided = owned.map((object) => {
    const ref = refOf(object);
    return { ref, uid: object.metadata.uid ?? '', why: whyKept(object, { sharedDefinitions, deleteData }) };
  });
  const going = decided.filter(({ why }) => why === undefined);
  return {
    deletions: going.toSorted(lastAppliedFirst).map(({ ref, uid }) => ({ ref, uid })),
    kept: decided.flatMap(({ ref, why }) => (why === undefined ? [] : [{ object: refText(ref), why }])),
  };
}

function whyKept(
  { kind, metadata }: KubernetesObject,
  { sharedDefinitions, deleteData }: Omit<DestroyFacts, 'owned'>,
): string | undefined {
  if (metadata.annotations?.['helm.sh/resource-policy'] === 'keep')
    return 'its annotation helm.sh/resource-policy says keep';
  if (kind === 'PersistentVolumeClaim' && !deleteData) return 'holds data, which only --delete-data deletes';
  if (kind === 'Namespace') return 'may hold what is not of this release';
  if (sharedDefinitions.has(metadata.name)) return 'others have objects of this kind';
  return undefined;
}

function lastAppliedFirst(a: { readonly ref: ObjectRef }, b: { readonly ref: ObjectRef }): number {
  return stageIndex(b.ref.kind) - stageIndex(a.ref.kind) || refText(a.ref).localeCompare(refText(b.ref));
}

/** Kinds that the cluster fills a namespace with by itself, or makes out of other objects. */
export const derivedKinds: ReadonlySet<string> = new Set([
  'Event',
  'Endpoints',
  'EndpointSlice',
  'PodMetrics',
  'ControllerRevision',
]);
const inEveryNamespace = new Set(['ConfigMap kube-root-ca.crt', 'ServiceAccount default']);

/**
 * What in a namespace is neither ours nor there by itself; what belongs to another object goes with that.
 *
 * @param ours `refKey` of all that is deleted with the environment
 */
export function othersIn(
  objects: readonly KubernetesObject[],
  ours: ReadonlySet<string>,
): readonly KubernetesObject[] {
  return objects.filter((object) => {
    const { kind, apiVersion, metadata } = object;
    if (derivedKinds.has(kind) || ours.has(refKey(refOf(object)))) return false;
    if (groupOf(apiVersion) === '' && inEveryNamespace.has(`${kind} ${metadata.name}`)) return false;
    return (metadata.ownerReferences ?? []).length === 0;
  });
}
