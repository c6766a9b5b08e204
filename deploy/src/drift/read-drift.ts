import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { mapConcurrently } from '../cluster/concurrency.ts';
import { refKey, refText, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { Ledger, ObjectRecord, UnitRecord } from '../ledger/ledger.ts';
import { readRevision } from '../ledger/revisions.ts';
import { findDrift, mayHaveDrifted, type Drift } from './drift.ts';

export interface DriftRequest extends CallOptions {
  readonly cluster: Cluster;
  readonly ledger: Ledger;
  readonly unit: string;
  readonly record: UnitRecord;
  /** Members of the set by `refKey`, whole or with their metadata only. */
  readonly members: ReadonlyMap<string, KubernetesObject>;
}

const requestsMax = 16;

/**
 * What others changed in a unit's objects since it was deployed. Their metadata tells which objects that can be; only
 * for these is what was applied read from the unit's revision, and an object whose values are not known yet.
 */
export async function readDrift(request: DriftRequest): Promise<readonly Drift[]> {
  const { cluster, ledger, unit, record, members, signal } = request;
  const suspects = record.objects.filter((object) => isSuspect(object, members));
  if (suspects.length === 0) return [];
  const { revision } = record;
  const applied = (await readRevision(cluster, ledger, { unit, revision, signal })) ?? [];
  const byKey = new Map(applied.map((entry) => [entry.key, entry]));
  const found = await mapConcurrently(suspects, requestsMax, async (object): Promise<readonly Drift[]> => {
    const member = members.get(refKey(object));
    const entry = byKey.get(refKey(object));
    // What was listed with its metadata alone is read when that says that something of it was lost.
    const isEnough = member && (isWhole(member) || (entry && findDrift(entry, member, object).length === 0));
    const live = isEnough ? member : await cluster.get(object, { signal });
    if (!live) return [{ object: refText(object), change: 'deleted' }];
    return entry ? findDrift(entry, live, object) : [];
  });
  return found.flat();
}

/** A Job that ran may have been cleared away since. */
function isSuspect(object: ObjectRecord, members: DriftRequest['members']): boolean {
  const member = members.get(refKey(object));
  return member ? mayHaveDrifted(member, object) : object.kind !== 'Job';
}

/** Metadata-only lists leave out everything else. */
function isWhole(object: KubernetesObject): boolean {
  return Object.keys(object).some((name) => !['apiVersion', 'kind', 'metadata'].includes(name));
}
