import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { numberAt, refKey, refText, type ObjectRef } from '../cluster/kubernetes-object.ts';
import type { Drift } from '../drift/drift.ts';
import { readDrift } from '../drift/read-drift.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Members } from '../read-members.ts';
import { atOnce, type Cause } from '../rollout/cause.ts';
import type { Found } from './found-causes.ts';
import { isWorkload, type KnownObject } from './known-objects.ts';

export interface DeployedState extends CallOptions {
  readonly cluster: Cluster;
  readonly ledger: Ledger;
  readonly members: Members;
}

/**
 * Workloads that somebody scaled to nothing since they were deployed with more: by themselves they look ready. What was
 * deployed is read only of units that have one without replicas that was changed since.
 */
export async function scaledToZero(
  objects: readonly KnownObject[],
  deployed: DeployedState,
): Promise<readonly Found[]> {
  const empty = objects.filter(hasNoReplicas);
  const units = [...new Set(empty.map(({ unit }) => unit))];
  const drifts = await Promise.all(units.map((unit) => driftOf(unit, { empty, ...deployed })));
  return empty.flatMap((object) => {
    const drift = drifts.flat().find((each) => each.object === refText(object.ref));
    return drift && Number(drift.deployed) > 0 ? [{ object, cause: causeOf(object.ref, drift) }] : [];
  });
}

export function hasNoReplicas(known: KnownObject): boolean {
  return isWorkload(known) && numberAt(known.object, 'spec', 'replicas') === 0;
}

async function driftOf(
  unit: string,
  { empty, ...deployed }: DeployedState & { readonly empty: readonly KnownObject[] },
): Promise<readonly Drift[]> {
  const record = deployed.ledger.units.get(unit);
  if (!record) return [];
  const keys = new Set(empty.map(({ ref }) => refKey(ref)));
  const objects = record.objects.filter((object) => keys.has(refKey(object)));
  const drift = await readDrift({ ...deployed, unit, record: { ...record, objects } });
  return drift.filter(({ field }) => /^\.?spec\.replicas$/.test(field ?? ''));
}

function causeOf(ref: ObjectRef, { deployed, manager }: Drift): Cause {
  const who = manager === undefined ? '' : `, until ${manager} changed that`;
  return noReplicas(ref, {
    detail: `it has no replicas; it was deployed with ${deployed}${who}`,
    replicas: Number(deployed),
  });
}

/** The cause that a workload without replicas is. */
export function noReplicas(
  { kind, name, namespace }: ObjectRef,
  { detail, replicas }: { readonly detail: string; readonly replicas: number },
): Cause {
  const place = namespace ? ` --namespace ${namespace}` : '';
  return {
    code: 'ROLLOUT_FAILED',
    reason: 'ScaledToZero',
    detail,
    advice: `kubectl scale ${kind.toLowerCase()} ${name} --replicas ${replicas}${place}`,
    patienceMs: atOnce,
  };
}
