import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { applySetPartOfLabel } from '../ledger/apply-set.ts';
import type { Ledger, ObjectRecord } from '../ledger/ledger.ts';
import type { ManifestObject } from '../manifest/manifest.ts';
import type { Change } from './change-set.ts';
import { adopt, assertMayAdopt, assertMayTake } from './decide-adoption.ts';
import { decideJob } from './decide-job.ts';
import { compareWithDryRun, dryRun } from './dry-run.ts';
import { stateOf } from './saved-plan.ts';

/** What the person who deploys allows besides the ordinary. */
export interface Permissions {
  /** Take objects over that exist and are not ours. */
  readonly adopt: boolean;
  /** Objects, as `KIND/NAME`, whose fields are taken over from other managers. */
  readonly forceConflicts: ReadonlySet<string>;
  /** Objects, as `KIND/NAME`, that may be deleted and made anew where a field cannot be changed. */
  readonly recreate: ReadonlySet<string>;
}

export interface DecisionFacts extends CallOptions {
  readonly cluster: Cluster;
  readonly ledger: Ledger;
  readonly hasNamespace: boolean;
  readonly undefinedKinds: ReadonlySet<string>;
  readonly permissions: Permissions;
  /** The ledger's record of the object. */
  readonly recorded: ObjectRecord | undefined;
  /** The object, when it is a member of our set: with its metadata alone, unless `isWhole`. */
  readonly listed: { readonly object: KubernetesObject; readonly isWhole: boolean } | undefined;
  /** Whether a deploy that did not finish set out to make the object. */
  readonly isPending: boolean;
}

/** What is to be done with one object of the manifest; asks the cluster only when the ledger does not settle it. */
export async function decideChange(entry: ManifestObject, facts: DecisionFacts): Promise<Change> {
  const settled = settledByLedger(entry, facts);
  if (settled) return settled;
  const { listed, cluster } = facts;
  if (!listed) return decideUnlisted(entry, facts);
  if (listed.isWhole || entry.isOnce) return decideOurs(entry, listed.object, facts);
  const live = await cluster.get(entry.ref, facts);
  return live ? decideOurs(entry, live, facts) : create(entry, facts);
}

/** An object whose wanted hash and live identity are those in the ledger is as it should be. */
export function settledByLedger(
  entry: ManifestObject,
  { recorded, listed }: Pick<DecisionFacts, 'recorded' | 'listed'>,
): Change | undefined {
  if (recorded?.hash !== entry.hash) return undefined;
  if (entry.ref.kind === 'Job') return unchanged(entry, { why: 'it ran', record: recorded, isSettled: true });
  return listed && isSame(entry, listed.object, recorded)
    ? unchanged(entry, { why: 'as the ledger has it', record: recorded, isSettled: true })
    : undefined;
}

/** How the ledger knows an object: by its generation, or where its kind has none by its resourceVersion. */
export function recordOf(entry: ManifestObject, { metadata }: KubernetesObject): ObjectRecord {
  const { uid = '', generation, resourceVersion } = metadata;
  const version = generation === undefined ? { resourceVersion: resourceVersion ?? '' } : { generation };
  return { ...entry.ref, uid, ...version, hash: entry.hash };
}

/** Whether the live object is the recorded one, in a state that only we gave it. */
function isSame(entry: ManifestObject, { metadata }: KubernetesObject, recorded: ObjectRecord): boolean {
  if (metadata.uid !== recorded.uid || metadata.deletionTimestamp !== undefined) return false;
  if (entry.isOnce) return true;
  const { generation, resourceVersion } = recorded;
  if (generation === undefined) return metadata.resourceVersion === resourceVersion;
  // A generation counts changes of the spec only; labels and annotations are in the list as well.
  const { labels, annotations } = entry.object.metadata;
  return (
    metadata.generation === generation &&
    isWithin(labels, metadata.labels) &&
    isWithin(annotations, metadata.annotations)
  );
}

type Texts = Readonly<Record<string, string>>;

function isWithin(wanted: Texts = {}, found: Texts = {}): boolean {
  return Object.entries(wanted).every(([name, value]) => found[name] === value);
}

/** No member of our set: mostly not there yet, which the dry run tells as well as a look would. */
async function decideUnlisted(entry: ManifestObject, facts: DecisionFacts): Promise<Change> {
  const { hasNamespace, undefinedKinds, cluster } = facts;
  const { apiVersion, kind } = entry.ref;
  if (!hasNamespace || undefinedKinds.has(`${apiVersion}/${kind}`)) return create(entry, facts);
  const tried = await dryRun(entry, facts).then(
    (object) => ({ object }),
    (error: unknown) => ({ error }),
  );
  if ('object' in tried && tried.object.metadata.resourceVersion === undefined) return create(entry, facts);
  const live = await cluster.get(entry.ref, facts);
  if (live) return decideForeign(entry, live, facts);
  if ('error' in tried) throw tried.error;
  return create(entry, facts);
}

/** What is there without being listed as ours: somebody else's, or ours with its label taken off. */
async function decideForeign(
  entry: ManifestObject,
  live: KubernetesObject,
  facts: DecisionFacts,
): Promise<Change> {
  const { ledger, permissions } = facts;
  const owner = live.metadata.labels?.[applySetPartOfLabel];
  if (owner !== undefined && owner !== ledger.applySetId) {
    assertMayTake(entry, owner, { ledger, permissions });
    return adopt(entry, live, facts);
  }
  const isOurs = owner !== undefined || facts.isPending || facts.recorded?.uid === live.metadata.uid;
  if (isOurs) return decideOurs(entry, live, facts);
  assertMayAdopt(entry, live, permissions);
  return adopt(entry, live, facts);
}

function decideOurs(
  entry: ManifestObject,
  live: KubernetesObject,
  facts: DecisionFacts,
): Promise<Change> | Change {
  if (live.metadata.deletionTimestamp !== undefined)
    return replace(entry, live, 'the one that is there is being deleted');
  if (entry.isOnce) {
    const record = recordOf(entry, live);
    return unchanged(entry, { why: 'made once, then left alone', record, isSettled: true });
  }
  return entry.ref.kind === 'Job' ? decideJob(entry, live, facts) : compareWithDryRun(entry, live, facts);
}

function create(entry: ManifestObject, { recorded }: DecisionFacts): Change {
  const why = recorded ? 'it was deleted since the last deploy' : 'it is not in the cluster';
  return { ...wanted(entry), action: 'create', why };
}

export function replace(entry: ManifestObject, live: KubernetesObject, why: string): Change {
  const { uid } = live.metadata;
  const facts = { why, state: stateOf(live), restartsPods: runsPods(entry), ...(uid && { uid }) };
  return { ...wanted(entry), action: 'replace', ...facts };
}

/** Whether the object's controller keeps pods running from it. */
export function runsPods({ ref }: ManifestObject): boolean {
  return ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].includes(ref.kind);
}

/** What a change to an object of the manifest has at least. */
export function wanted(entry: ManifestObject) {
  const { unit, ref } = entry;
  return { unit, ref, entry, fields: [], restartsPods: false, isSettled: false } as const;
}

export function unchanged(
  entry: ManifestObject,
  facts: Pick<Change, 'why' | 'isSettled'> & { record: ObjectRecord },
): Change {
  return { ...wanted(entry), action: 'unchanged', ...facts };
}
