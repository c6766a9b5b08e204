import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import {
  applySetIdLabel,
  applySetKindsAnnotation,
  applySetTooling,
  applySetToolingAnnotation,
} from './apply-set.ts';
import {
  formatAnnotation,
  formatVersion,
  leaseAnnotation,
  ledgerLabel,
  pendingAnnotation,
  recordAnnotation,
  unitLabel,
  unitSecretRef,
  type Ledger,
  type PendingObject,
  type UnitRecord,
} from './ledger.ts';
import { pack } from './pack.ts';
import { inputsKey, revisionKey } from './revisions.ts';

const managedByLabel = { 'app.kubernetes.io/managed-by': 'todo-deploy' };

/** What a deploy is about to do to the set: its kinds widened first, so that no member is ever outside of it. */
export interface LedgerOpening {
  readonly groupKinds: readonly string[];
  readonly pending: readonly PendingObject[];
}

/**
 * Notes what is about to be created, on a parent that is made if need be; writes nothing when the ledger has it already.
 */
export async function openLedger(
  cluster: Cluster,
  ledger: Ledger,
  { environment, signal, ...opening }: LedgerOpening & { readonly environment: string } & CallOptions,
): Promise<void> {
  if (!ledger.exists) {
    await cluster.apply(newParent(ledger, environment, opening), { signal });
  } else if (JSON.stringify(openingOf(ledger)) !== JSON.stringify(openingOf(opening))) {
    const annotations = { ...openingAnnotations(opening), [leaseAnnotation]: String(ledger.leaseNumber) };
    await cluster.merge(ledger.parent, { metadata: { annotations } }, { signal });
  }
}

function newParent(ledger: Ledger, environment: string, opening: LedgerOpening): KubernetesObject {
  const { apiVersion, kind, name, namespace = '' } = ledger.parent;
  const labels = { [applySetIdLabel]: ledger.applySetId, [ledgerLabel]: name, ...managedByLabel };
  const annotations = {
    [applySetToolingAnnotation]: applySetTooling,
    'todo-deploy/environment': environment,
    [formatAnnotation]: formatVersion,
    [leaseAnnotation]: String(ledger.leaseNumber),
    ...openingAnnotations(opening),
  };
  return {
    apiVersion,
    kind,
    metadata: { name, namespace, labels, annotations },
    type: 'todo-deploy/ledger',
  };
}

function openingAnnotations({ groupKinds, pending }: LedgerOpening) {
  return { [applySetKindsAnnotation]: groupKinds.toSorted().join(), [pendingAnnotation]: pack(pending) };
}

function openingOf({ groupKinds, pending }: LedgerOpening) {
  return { groupKinds: groupKinds.toSorted(), pending };
}

/** A unit's record, and with a revision that is new what it applied. */
export interface UnitEntry {
  readonly unit: string;
  readonly record: UnitRecord;
  /** The revision's objects, packed by `packRevision`; absent when the record's revision is kept already. */
  readonly packed?: string;
  /** What the unit is made from, packed; what is kept of the revision stays when absent. */
  readonly inputs?: string | undefined;
}

/** Keeps what a unit runs, and lets go of the revisions that its record no longer has; one write. */
export async function keepUnit(
  cluster: Cluster,
  ledger: Ledger,
  { unit, record, packed, inputs, signal }: UnitEntry & CallOptions,
): Promise<void> {
  const annotations = {
    [formatAnnotation]: formatVersion,
    [recordAnnotation]: pack(record),
    [leaseAnnotation]: String(ledger.leaseNumber),
  };
  const added = {
    ...(packed !== undefined && { [revisionKey(record.revision)]: packed }),
    ...(inputs !== undefined && { [inputsKey(record.revision)]: inputs }),
  };
  const former = ledger.units.get(unit);
  if (former) {
    const patch = { metadata: { annotations }, data: { ...leaving(former, record), ...added } };
    await cluster.merge(unitSecretRef(ledger, unit), patch, { signal });
    return;
  }
  const { apiVersion, kind, name, namespace = '' } = unitSecretRef(ledger, unit);
  const labels = { [ledgerLabel]: ledger.parent.name, [unitLabel]: unit, ...managedByLabel };
  const metadata = { name, namespace, labels, annotations };
  await cluster.apply({ apiVersion, kind, metadata, type: 'todo-deploy/unit', data: added }, { signal });
}

/** Forgets a unit that is no more, with its revisions. */
export async function dropUnit(
  cluster: Cluster,
  ledger: Ledger,
  { unit, signal }: { readonly unit: string } & CallOptions,
): Promise<void> {
  await cluster.delete(unitSecretRef(ledger, unit), { signal });
}

/** A merge patch that removes the revisions which a record had and the next one has not. */
function leaving(former: UnitRecord, next: UnitRecord): Record<string, null> {
  const kept = new Set([...next.history, next].map(({ revision }) => revision));
  const gone = [...former.history, former].filter(({ revision }) => !kept.has(revision));
  const keys = gone.flatMap(({ revision }) => [revisionKey(revision), inputsKey(revision)]);
  return Object.fromEntries(keys.map((key) => [key, null]));
}
