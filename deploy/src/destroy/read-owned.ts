import type { CallOptions, Cluster, Selection } from '../cluster/cluster.ts';
import { mapConcurrently } from '../cluster/concurrency.ts';
import { at, recordsAt, refKey, refOf, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { Resource } from '../cluster/resources.ts';
import { DeployError } from '../errors.ts';
import { applySetPartOfLabel, membersSelector } from '../ledger/apply-set.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { groupKind } from '../manifest/manifest.ts';
import { derivedKinds } from './destroy-plan.ts';

export interface OwnedRequest extends CallOptions {
  readonly cluster: Cluster;
  readonly ledger: Ledger;
  /** All kinds of the cluster. */
  readonly kinds: readonly Resource[];
}

const listsAtOnceMax = 16;

/**
 * What the environment's set owns: of each kind that the ledger names the objects with the set's label, wherever it
 * put some. And the volumes that its StatefulSets made, which no deletion of a StatefulSet takes with it.
 */
export async function readOwned(request: OwnedRequest): Promise<readonly KubernetesObject[]> {
  const { cluster, ledger, signal } = request;
  const labelSelector = membersSelector(ledger);
  const lists = await mapConcurrently(selectionsOf(request), listsAtOnceMax, (selection) =>
    selection.kind === 'StatefulSet'
      ? cluster.list({ ...selection, labelSelector }, { signal })
      : cluster.listMetadata({ ...selection, labelSelector }, { signal }),
  );
  const members = new Map(lists.flat().map((object) => [refKey(refOf(object)), object]));
  const volumes = await readVolumes([...members.values()], { cluster, signal });
  return [
    ...new Map([...members, ...volumes.map((volume) => [refKey(refOf(volume)), volume] as const)]).values(),
  ];
}

/** Each kind of the set in each namespace that it has objects in. */
function selectionsOf({ ledger, kinds }: OwnedRequest): readonly Selection[] {
  const refs = [...[...ledger.units.values()].flatMap(({ objects }) => objects), ...ledger.pending];
  const selections = new Map<string, Selection>();
  for (const { apiVersion, kind, namespace } of refs)
    selections.set(`${groupKind({ apiVersion, kind })} ${namespace ?? ''}`, { apiVersion, kind, namespace });
  const known = new Set(refs.map(groupKind));
  const named = kinds.filter(
    (kind) => ledger.groupKinds.includes(groupKind(kind)) && !known.has(groupKind(kind)),
  );
  for (const { apiVersion, kind, isNamespaced } of named) {
    const namespace = isNamespaced ? ledger.parent.namespace : undefined;
    selections.set(groupKind({ apiVersion, kind }), { apiVersion, kind, namespace });
  }
  return [...selections.values()];
}

/** Claims are named after their template, the StatefulSet and a number, and have the labels by which it selects. */
async function readVolumes(
  members: readonly KubernetesObject[],
  { cluster, signal }: CallOptions & { readonly cluster: Cluster },
): Promise<readonly KubernetesObject[]> {
  const sets = members.filter(({ kind }) => kind === 'StatefulSet');
  const found = await mapConcurrently(sets, listsAtOnceMax, async (set) => {
    const { name, namespace } = set.metadata;
    const templates = recordsAt(set, 'spec', 'volumeClaimTemplates').map((one) =>
      textAt(one, 'metadata', 'name'),
    );
    if (templates.length === 0) return [];
    const labels = Object.entries(at(set, 'spec', 'selector', 'matchLabels') ?? {});
    const labelSelector = labels.map(([key, value]) => `${key}=${String(value)}`).join();
    const selection = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, labelSelector };
    const claims = await cluster.listMetadata(selection, { signal });
    return claims.filter(({ metadata }) =>
      templates.some(
        (template) => metadata.name.startsWith(`${template}-${name}-`) && /-\d+$/.test(metadata.name),
      ),
    );
  });
  return found.flat();
}

/** Names of our definitions of which others have objects: deleting such a definition would delete those too. */
export async function readSharedDefinitions(
  owned: readonly KubernetesObject[],
  { cluster, ledger, kinds, signal }: OwnedRequest,
): Promise<ReadonlySet<string>> {
  const definitions = owned.filter(({ kind }) => kind === 'CustomResourceDefinition');
  const shared = await mapConcurrently(definitions, listsAtOnceMax, async ({ metadata: { name } }) => {
    const resource = kinds.find(({ apiVersion, plural }) => `${plural}.${apiVersion.split('/')[0]}` === name);
    if (!resource) return [];
    const { apiVersion, kind } = resource;
    const objects = await cluster.listMetadata({ apiVersion, kind }, { signal });
    const others = objects.filter(
      ({ metadata }) => metadata.labels?.[applySetPartOfLabel] !== ledger.applySetId,
    );
    return others.length > 0 ? [name] : [];
  });
  return new Set(shared.flat());
}

/** The metadata of all that is in a namespace; undefined where not all of it can be seen. */
export async function readNamespace(
  namespace: string,
  { cluster, kinds, signal }: Pick<OwnedRequest, 'cluster' | 'kinds' | 'signal'>,
): Promise<readonly KubernetesObject[] | undefined> {
  const namespaced = kinds.filter(({ kind, isNamespaced }) => isNamespaced && !derivedKinds.has(kind));
  if (namespaced.length === 0) return undefined;
  try {
    const lists = await mapConcurrently(namespaced, listsAtOnceMax, ({ apiVersion, kind }) =>
      cluster.listMetadata({ apiVersion, kind, namespace }, { signal }),
    );
    return lists.flat();
  } catch (error) {
    if (error instanceof DeployError && error.code === 'FORBIDDEN') return undefined;
    throw error;
  }
}
