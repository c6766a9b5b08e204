import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { numberAt, recordsAt, refText, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';
import { applySetPartOfLabel } from '../ledger/apply-set.ts';
import type { Ledger, ObjectRecord } from '../ledger/ledger.ts';
import { hashAnnotation, type ManifestObject } from '../manifest/manifest.ts';
import type { Change } from './change-set.ts';
import { diffFields } from './diff-fields.ts';
import { nameConflicts } from './name-conflicts.ts';
import type { FieldChange } from './plan.ts';

export interface DecisionFacts extends CallOptions {
  readonly cluster: Cluster;
  readonly ledger: Ledger;
  readonly hasNamespace: boolean;
  readonly undefinedKinds: ReadonlySet<string>;
  /** The ledger's record of the object. */
  readonly recorded: ObjectRecord | undefined;
  /** The object's metadata, when it is a member of our set. */
  readonly listed: KubernetesObject | undefined;
}

/** What is to be done with one object of the manifest; asks the cluster only when the ledger does not settle it. */
export async function decideChange(entry: ManifestObject, facts: DecisionFacts): Promise<Change> {
  const settled = settledByLedger(entry, facts);
  if (settled) return settled;
  const live = await findLive(entry, facts);
  if (!live) return create(entry, facts);
  if (live.metadata.deletionTimestamp !== undefined)
    return replace(entry, live, 'the one that is there is being deleted');
  if (entry.isOnce)
    return unchanged(entry, {
      why: 'made once, then left alone',
      record: recordOf(entry, live),
      isSettled: true,
    });
  return entry.ref.kind === 'Job' ? decideJob(entry, live, facts) : compareWithDryRun(entry, live, facts);
}

function settledByLedger(entry: ManifestObject, { recorded, listed }: DecisionFacts): Change | undefined {
  if (recorded?.hash !== entry.hash) return undefined;
  if (entry.ref.kind === 'Job') return unchanged(entry, { why: 'it ran', record: recorded, isSettled: true });
  const isUntouched = listed !== undefined && isSame(entry, listed, recorded);
  return isUntouched
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

async function findLive(entry: ManifestObject, facts: DecisionFacts): Promise<KubernetesObject | undefined> {
  if (!facts.hasNamespace || isUndefined(entry, facts)) return undefined;
  if (entry.isOnce && facts.listed) return facts.listed;
  const live = await facts.cluster.get(entry.ref, facts);
  const owner = live?.metadata.labels?.[applySetPartOfLabel];
  if (owner !== undefined && owner !== facts.ledger.applySetId) {
    throw new DeployError('OBJECT_OF_ANOTHER_SET', { object: refText(entry.ref), owner });
  }
  return live;
}

function isUndefined({ ref }: ManifestObject, { undefinedKinds }: DecisionFacts): boolean {
  return undefinedKinds.has(`${ref.apiVersion}/${ref.kind}`);
}

async function create(entry: ManifestObject, facts: DecisionFacts): Promise<Change> {
  if (facts.hasNamespace && !isUndefined(entry, facts)) await dryRun(entry, facts);
  const why = facts.recorded ? 'it was deleted since the last deploy' : 'it is not in the cluster';
  return { ...wanted(entry), action: 'create', why };
}

function replace(entry: ManifestObject, live: KubernetesObject, why: string): Change {
  const { uid } = live.metadata;
  return { ...wanted(entry), action: 'replace', why, ...(uid && { uid }) };
}

/**
 * A Job's template can never change, so another Job takes its place. One that was made from the same by a deploy that did
 * not finish is watched on when it runs or ran, and else made anew: what kept it from running may have been mended.
 */
function decideJob(
  entry: ManifestObject,
  live: KubernetesObject,
  facts: DecisionFacts,
): Promise<Change> | Change {
  if (live.metadata.annotations?.[hashAnnotation] !== entry.hash) return replaceJob(entry, live, facts);
  const hasCompleted = recordsAt(live, 'status', 'conditions').some(
    (condition) => textAt(condition, 'type') === 'Complete' && textAt(condition, 'status') === 'True',
  );
  const isRunning = (numberAt(live, 'status', 'ready') ?? 0) > 0;
  if (!hasCompleted && !isRunning) return replace(entry, live, 'it did not run the last time');
  const why = 'it was started by an earlier deploy';
  return unchanged(entry, { why, record: recordOf(entry, live), isSettled: false });
}

async function replaceJob(
  entry: ManifestObject,
  live: KubernetesObject,
  facts: DecisionFacts,
): Promise<Change> {
  // Under its own name only immutable fields could be complained of; under another one everything else is validated.
  const { metadata } = entry.object;
  const object = {
    ...entry.object,
    metadata: { ...metadata, name: `${metadata.name.slice(0, 50)}-${entry.hash.slice(0, 8)}` },
  };
  await dryRun({ ...entry, object }, facts);
  return replace(entry, live, 'a Job cannot be changed, and its template is another one');
}

async function compareWithDryRun(
  entry: ManifestObject,
  live: KubernetesObject,
  facts: DecisionFacts,
): Promise<Change> {
  const result = await dryRun(entry, facts, live);
  const fields = diffFields(live, result);
  const isRecorded = facts.recorded?.hash === entry.hash;
  if (fields.length === 0) {
    const why = isRecorded ? 'changed and changed back' : 'as the manifest has it';
    return unchanged(entry, { why, record: recordOf(entry, live), isSettled: isRecorded });
  }
  const restartsPods = runsPods(entry) && fields.some(({ path }) => path.startsWith('spec.template'));
  return { ...wanted(entry), action: 'update', why: whyUpdate(fields, isRecorded), fields, restartsPods };
}

async function dryRun(
  entry: ManifestObject,
  facts: DecisionFacts,
  live?: KubernetesObject,
): Promise<KubernetesObject> {
  try {
    return await facts.cluster.apply(entry.object, { dryRun: true, signal: facts.signal });
  } catch (error) {
    throw live ? nameConflicts(error, { ours: entry.object, theirs: live }) : error;
  }
}

function whyUpdate(fields: readonly FieldChange[], isDrift: boolean): string {
  const paths = fields.slice(0, 2).map(({ path }) => path);
  const more = fields.length > paths.length ? ` and ${fields.length - paths.length} more` : '';
  const names = `${paths.join(', ')}${more}`;
  return isDrift ? `${names} changed in the cluster since the last deploy` : `${names} to change`;
}

function runsPods({ ref }: ManifestObject): boolean {
  return ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].includes(ref.kind);
}

function wanted(entry: ManifestObject) {
  const { unit, ref } = entry;
  return { unit, ref, entry, fields: [], restartsPods: false, isSettled: false } as const;
}

function unchanged(
  entry: ManifestObject,
  facts: Pick<Change, 'why' | 'isSettled'> & { record: ObjectRecord },
): Change {
  return { ...wanted(entry), action: 'unchanged', ...facts };
}
