import { refKey, type KubernetesObject, type ObjectRef } from '../cluster/kubernetes-object.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { memberStatus, type Members } from '../read-members.ts';
import type { ObjectStatus } from '../report/events.ts';
import { statusOf } from '../rollout/status.ts';

/** One object of a unit, as it is now. */
export interface KnownObject {
  readonly unit: string;
  readonly ref: ObjectRef;
  readonly status: ObjectStatus;
  /** Absent when it was deleted. */
  readonly object?: KubernetesObject;
}

/** Of what the units run, and of what a deploy that was not finished made for them. */
export function knownObjects(ledger: Ledger, members: Members): readonly KnownObject[] {
  const recorded = [...ledger.units].flatMap(([unit, { objects }]) =>
    objects.map((ref) => {
      const object = members.get(refKey(ref));
      return { unit, ref, status: memberStatus(ref, members), ...(object && { object }) };
    }),
  );
  const begun = ledger.pending.flatMap((ref) => {
    const object = members.get(refKey(ref));
    return object ? [{ unit: ref.unit, ref, object, status: statusOf(object) }] : [];
  });
  return [...recorded, ...begun];
}

const workloadKinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Pod']);

/** Whether its pods are there to run on. */
export function isWorkload({ ref }: KnownObject): boolean {
  return workloadKinds.has(ref.kind);
}

/** The workloads that are in the cluster. */
export function workloadsOf(objects: readonly KnownObject[]): readonly KubernetesObject[] {
  return objects.filter(isWorkload).flatMap(({ object }) => object ?? []);
}
