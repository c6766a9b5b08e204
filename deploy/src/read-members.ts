import type { CallOptions, Cluster, Selection } from './cluster/cluster.ts';
import { mapConcurrently } from './cluster/concurrency.ts';
import { refKey, refOf, type KubernetesObject } from './cluster/kubernetes-object.ts';
import { membersSelector } from './ledger/apply-set.ts';
import type { Ledger, ObjectRecord } from './ledger/ledger.ts';
import type { ObjectStatus } from './report/events.ts';
import { failed, ready } from './rollout/rules/verdicts.ts';
import { hasStatus, statusOf } from './rollout/status.ts';

/** The objects of an environment as they are now, by their key. */
export type Members = ReadonlyMap<string, KubernetesObject>;

const listsAtOnceMax = 16;

/** Whole objects where their status matters, the metadata alone where their presence is all: one list per kind. */
export async function readMembers(
  cluster: Cluster,
  ledger: Ledger,
  { signal }: CallOptions,
): Promise<Members> {
  const labelSelector = membersSelector(ledger);
  const selections = new Map<string, Selection>();
  const recorded = [...ledger.units.values()].flatMap(({ objects }) => objects);
  for (const { apiVersion, kind, namespace } of [...recorded, ...ledger.pending]) {
    const selection = { apiVersion, kind, namespace, labelSelector };
    selections.set(`${apiVersion}/${kind}/${namespace ?? ''}`, selection);
  }
  const lists = await mapConcurrently([...selections.values()], listsAtOnceMax, (selection) =>
    hasStatus(selection) ? cluster.list(selection, { signal }) : cluster.listMetadata(selection, { signal }),
  );
  return new Map(lists.flat().map((object) => [refKey(refOf(object)), object]));
}

/** How a recorded object is now. */
export function memberStatus(record: ObjectRecord, members: Members): ObjectStatus {
  const object = members.get(refKey(record));
  if (object) return statusOf(object);
  // A Job that ran may have been cleared away since.
  return record.kind === 'Job' ? ready('it ran') : failed('Missing', 'it was deleted since the last deploy');
}
