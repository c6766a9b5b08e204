import type { CallOptions, Cluster, Selection } from '../cluster/cluster.ts';
import { mapConcurrently } from '../cluster/concurrency.ts';
import { refKey, refOf, type KubernetesObject, type ObjectRef } from '../cluster/kubernetes-object.ts';
import { applySetPartOfLabel, membersSelector } from '../ledger/apply-set.ts';
import type { Ledger, ObjectRecord } from '../ledger/ledger.ts';
import type { ManifestObject } from '../manifest/manifest.ts';
import { secretsSelection } from '../secrets/learn-secrets.ts';

/** An object of our set that is there: with its metadata alone, unless `isWhole`. */
export interface Member {
  readonly object: KubernetesObject;
  readonly isWhole: boolean;
}

export interface MembersRequest extends CallOptions {
  readonly cluster: Cluster;
  readonly ledger: Ledger;
  /** Units whose former objects are looked for too. */
  readonly units: ReadonlySet<string>;
  readonly undefinedKinds: ReadonlySet<string>;
  readonly onSecrets: (secrets: readonly KubernetesObject[]) => void;
}

/** Up to how many objects of a kind one list of them whole is cheaper than a look at each that may have changed. */
const wholeListMax = 100;
const listsAtOnceMax = 16;

/**
 * The members of the set that are there, by key: one list per kind and namespace. With their metadata alone, unless some
 * of the kind are rendered otherwise than the ledger has them and all of them are few. Where something is rendered
 * otherwise, Secrets are read whole, so that what is said of the changes can be masked without a call of its own.
 */
export async function listMembers(
  request: MembersRequest,
  wanted: {
    readonly entries: readonly ManifestObject[];
    readonly recorded: ReadonlyMap<string, ObjectRecord>;
  },
): Promise<ReadonlyMap<string, Member>> {
  const lists = await mapConcurrently(kindsOf(request, wanted), listsAtOnceMax, (kind) =>
    listKind(kind, request),
  );
  return new Map(lists.flat().map((member) => [refKey(refOf(member.object)), member]));
}

interface ListedKind extends Omit<Selection, 'labelSelector' | 'fieldSelector'> {
  /** How many the manifest has. */
  readonly count: number;
  /** Whether an object of the kind is rendered otherwise than the ledger has it. */
  readonly isOther: boolean;
}

function kindsOf(
  { ledger, units, undefinedKinds }: MembersRequest,
  { entries, recorded }: Parameters<typeof listMembers>[1],
): readonly (ListedKind & { readonly mustMask: boolean })[] {
  const isOther = ({ key, hash }: ManifestObject) => recorded.has(key) && recorded.get(key)?.hash !== hash;
  const kinds = new Map<string, ListedKind>();
  const note = ({ apiVersion, kind, namespace }: ObjectRef, entry?: ManifestObject) => {
    if (undefinedKinds.has(`${apiVersion}/${kind}`)) return;
    const key = refKey({ apiVersion, kind, name: '', ...(namespace && { namespace }) });
    const known = kinds.get(key) ?? { apiVersion, kind, namespace, count: 0, isOther: false };
    const count = known.count + (entry ? 1 : 0);
    kinds.set(key, { ...known, count, isOther: known.isOther || (entry !== undefined && isOther(entry)) });
  };
  for (const entry of entries) note(entry.ref, entry);
  for (const ref of formerRefs(ledger, units)) note(ref);
  const listed = [...kinds.values()];
  const mustMask = listed.some((kind) => kind.isOther);
  return listed.map((kind) => ({ ...kind, mustMask }));
}

async function listKind(
  { count, isOther, mustMask, ...selection }: ListedKind & { readonly mustMask: boolean },
  { cluster, ledger, onSecrets, signal }: MembersRequest,
): Promise<readonly Member[]> {
  const { apiVersion, kind, namespace } = selection;
  if (mustMask && apiVersion === 'v1' && kind === 'Secret' && namespace !== undefined) {
    const secrets = await cluster.list(secretsSelection(namespace), { signal });
    onSecrets(secrets);
    const ours = secrets.filter(
      ({ metadata }) => metadata.labels?.[applySetPartOfLabel] === ledger.applySetId,
    );
    return ours.map((object) => ({ object, isWhole: true }));
  }
  const members = { ...selection, labelSelector: membersSelector(ledger) };
  const isWhole = isOther && count <= wholeListMax;
  const list = isWhole ? cluster.list(members, { signal }) : cluster.listMetadata(members, { signal });
  return (await list).map((object) => ({ object, isWhole }));
}

/** Objects of these units that earlier deploys made or set out to make. */
export function formerRefs(
  ledger: Ledger,
  units: ReadonlySet<string>,
): readonly (ObjectRef & { readonly unit: string })[] {
  const recorded = [...ledger.units].flatMap(([unit, { objects }]) =>
    objects.map((object) => ({ ...object, unit })),
  );
  return [...recorded, ...ledger.pending].filter(({ unit }) => units.has(unit));
}
