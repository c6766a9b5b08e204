import { membersSelector } from '../ledger/apply-set.ts';
import type { ObjectRecord } from '../ledger/ledger.ts';
import { rollOutUnit, type UnitRollout } from './roll-out-unit.ts';
import { isDone, recordsOf, type UnitWork } from './unit-work.ts';

/** Brings the unit to what its changes say, unless they say that it is there; answers how the ledger should know it. */
export async function runUnitWork(work: UnitWork): Promise<readonly ObjectRecord[]> {
  const rollout = rolloutOf(work);
  const { changes } = rollout;
  return changes.every(isDone) ? recordsOf(work.unit, work) : rollOutUnit(rollout);
}

/** What is to be done for the unit, and how. */
export function rolloutOf({ unit, signal, ...work }: UnitWork): UnitRollout {
  const { run, cluster, ledger, plan } = work;
  const changes = work.changes.filter((change) => change.unit === unit.name);
  const { evidenceFolder } = run.request;
  const { namespace, timeoutMs } = run.request.environment;
  const { report, writes, secrets } = run;
  const labelSelector = membersSelector(ledger);
  const place = { cluster, namespace, timeoutMs, labelSelector, evidenceFolder, signal };
  return { ...place, unit: unit.name, changes, plan, secrets, report, writes };
}
