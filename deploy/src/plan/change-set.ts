import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { mapConcurrently } from '../cluster/concurrency.ts';
import { refKey, refOf, type KubernetesObject, type ObjectRef } from '../cluster/kubernetes-object.ts';
import type { DeployScope } from '../deploy-request.ts';
import type { Ledger, ObjectRecord } from '../ledger/ledger.ts';
import type { ManifestObject } from '../manifest/manifest.ts';
import type { ObjectAction } from '../report/events.ts';
import { decideChange, settledByLedger, type Permissions } from './decide-change.ts';
import { formerRefs, listMembers, type Member } from './list-members.ts';
import type { FieldChange } from './plan.ts';
import { stateOf } from './saved-plan.ts';

/** What is to be done with one object, and why. */
export interface Change {
  readonly unit: string;
  readonly ref: ObjectRef;
  readonly action: ObjectAction;
  readonly why: string;
  readonly fields: readonly FieldChange[];
  readonly restartsPods: boolean;
  /** What to apply; absent for a deletion. */
  readonly entry?: ManifestObject;
  /** Whether fields of other managers are taken over. */
  readonly isForced?: boolean;
  /** Given where fields of helm's or kubectl's become ours before the object is applied. */
  readonly takeover?: { readonly isAdopted: boolean };
  /** The live object that is to be changed, as a plan remembers it. */
  readonly state?: string;
  /** The live object's uid, where one is to be deleted or replaced. */
  readonly uid?: string;
  /** How the ledger should know an unchanged object; absent for an object that is still to be written, and for a Job that ran. */
  readonly record?: ObjectRecord;
  /** Whether the ledger knows this very object as ready. */
  readonly isSettled: boolean;
}

export interface ChangeSetRequest extends CallOptions {
  /** Takes the Secrets of the namespace when they are read: what is said of the changes may quote them. */
  readonly onSecrets: (secrets: readonly KubernetesObject[]) => void;
  readonly permissions: Permissions;
  readonly cluster: Cluster;
  readonly ledger: Ledger;
  /** The whole manifest, of all units. */
  readonly manifest: readonly ManifestObject[];
  /** Units to compare; the others' objects are only known to be wanted. */
  readonly units: ReadonlySet<string>;
  /** Nothing can be validated in a namespace that is not there. */
  readonly hasNamespace: boolean;
  /** Custom kinds that the manifest itself defines and the cluster does not know yet: they cannot be dry-run. */
  readonly undefinedKinds: ReadonlySet<string>;
}

const requestsMax = 16;

/**
 * What separates the cluster from the manifest, object by object, found without writing anything.
 *
 * An object whose rendered hash and live identity are those in the ledger is unchanged, known from one metadata-only list
 * per kind. Every other one is compared with its own server-side dry run, so that all of them are validated, and all
 * conflicts are named, before the first write.
 *
 * @throws DeployError APPLY_CONFLICT, OBJECT_REFUSED, FIELD_IMMUTABLE, OBJECT_OF_ANOTHER_SET, … with nothing written
 */
export async function computeChangeSet(request: ChangeSetRequest): Promise<readonly Change[]> {
  const entries = request.manifest.filter(({ unit }) => request.units.has(unit));
  const recorded = recordsByKey(request.ledger);
  const live = request.hasNamespace
    ? await listMembers(request, { entries, recorded })
    : new Map<string, Member>();
  const pending = new Set(request.ledger.pending.map(refKey));
  const decided = await mapConcurrently(entries, requestsMax, (entry) =>
    decideChange(entry, {
      ...request,
      recorded: recorded.get(entry.key),
      listed: live.get(entry.key),
      isPending: pending.has(entry.key),
    }),
  );
  const changes = [...decided, ...deletions(request, live)];
  await tryDeletions(changes, request);
  return changes;
}

/**
 * The same where nothing separates them, found without a dry run and without the objects themselves; undefined where
 * anything does.
 */
export async function settledChangeSet(request: ChangeSetRequest): Promise<readonly Change[] | undefined> {
  const recorded = recordsByKey(request.ledger);
  const live = await listMembers(request, { entries: request.manifest, recorded });
  const changes = request.manifest.map((entry) =>
    settledByLedger(entry, { recorded: recorded.get(entry.key), listed: live.get(entry.key) }),
  );
  const isSettled = changes.every((change) => change !== undefined);
  return isSettled && deletions(request, live).length === 0 ? changes : undefined;
}

function recordsByKey(ledger: Ledger): ReadonlyMap<string, ObjectRecord> {
  const records = [...ledger.units.values()].flatMap(({ objects }) => objects);
  return new Map(records.map((record) => [refKey(record), record]));
}

/** Members that were ours by label and by ledger, and that the manifest no longer has. */
function deletions(request: ChangeSetRequest, live: ReadonlyMap<string, Member>): readonly Change[] {
  const wanted = new Set(request.manifest.map(({ key }) => key));
  const former = new Map(formerRefs(request.ledger, request.units).map((ref) => [refKey(ref), ref]));
  return [...former].flatMap(([key, { unit }]) => {
    const object = live.get(key)?.object;
    if (wanted.has(key) || !object || object.metadata.annotations?.['helm.sh/resource-policy'] === 'keep')
      return [];
    const { uid = '' } = object.metadata;
    const ref = refOf(object);
    const why = 'the chart no longer has it';
    const state = stateOf(object);
    const common = { unit, ref, uid, why, state, fields: [], restartsPods: false, isSettled: false } as const;
    return [{ ...common, action: 'delete' }];
  });
}

/** What speaks against a deletion, such as a permission that is missing, is said before the first write as well. */
async function tryDeletions(
  changes: readonly Change[],
  { cluster, signal }: Pick<ChangeSetRequest, 'cluster' | 'signal'>,
): Promise<void> {
  const leaving = changes.filter(({ action }) => action === 'delete' || action === 'replace');
  await mapConcurrently(leaving, requestsMax, ({ ref, uid }) =>
    cluster.delete({ ...ref, uid }, { dryRun: true, signal }),
  );
}

/** Names of the units in which something is to be written or waited for, in the order of the changes. */
export function changedUnits({ changes }: { readonly changes: readonly Change[] }): readonly string[] {
  const open = changes.filter(({ action, isSettled }) => action !== 'unchanged' || !isSettled);
  return [...new Set(open.map(({ unit }) => unit))];
}

/** Names of units that the ledger has and the workspace no longer: a deploy of the whole removes what they had. */
export function goneUnits(
  { units, isWhole }: Pick<DeployScope, 'units' | 'isWhole'>,
  ledger: Ledger,
): readonly string[] {
  if (!isWhole) return [];
  const known = new Set(units.map(({ name }) => name));
  const former = [...ledger.units.keys(), ...ledger.pending.map(({ unit }) => unit)];
  return [...new Set(former)].filter((name) => !known.has(name));
}

/** `3 to create, 1 to update`, in the order of work; `nothing to change` when there is none. */
export function changeSummary(changes: readonly Pick<Change, 'action'>[]): string {
  const actions = ['create', 'adopt', 'update', 'replace', 'delete'] as const;
  const counts = actions.map(
    (action) => [changes.filter((change) => change.action === action).length, action] as const,
  );
  const parts = counts.filter(([count]) => count > 0).map(([count, action]) => `${count} to ${action}`);
  return parts.join(', ') || 'nothing to change';
}
