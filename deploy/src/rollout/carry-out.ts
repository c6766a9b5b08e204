import type { WatchSelection } from '../cluster/cluster.ts';
import { passGates } from '../gates/pass-gates.ts';
import type { ObjectRecord, UnitRecord } from '../ledger/ledger.ts';
import { membersSelector } from '../ledger/apply-set.ts';
import { dropUnit, openLedger, type LedgerOpening } from '../ledger/write-ledger.ts';
import { groupKind } from '../manifest/manifest.ts';
import { goneUnits } from '../plan/change-set.ts';
import { hasChanges } from './is-settled.ts';
import { keepRecord, packedInputs } from './keep-record.ts';
import { ownSelections, podOwners } from './live-view.ts';
import { rollBackUnit } from './roll-back-unit.ts';
import { runUnitWork } from './run-unit-work.ts';
import { runUnits } from './run-units.ts';
import { runsOf } from './unit-runs.ts';
import { isDone, type UnitWork, type Work } from './unit-work.ts';
import { watchAhead } from './watch-ahead.ts';

/**
 * Carries a change set out, unit by unit, and keeps the ledger: opened before the first write, as the watches are, a unit's
 * record written as soon as it is ready, narrowed to what is left at the end.
 *
 * @param options.onDone called for each unit that is ready and recorded
 * @returns whether an object was to be changed; what is as it should be is not written
 */
export async function carryOut(
  work: Work,
  { onDone }: { readonly onDone: (unit: string) => void },
): Promise<boolean> {
  const { run, cluster } = work;
  const { signal } = run;
  if (!hasChanges(work)) {
    for (const unit of run.selected) await bringAndKeep({ ...work, unit, signal });
    return false;
  }
  const ahead = await watchAhead(cluster, workloadSelections(work), signal);
  try {
    await carryOutChanges({ ...work, cluster: ahead.cluster }, onDone);
  } finally {
    await ahead.close();
  }
  return true;
}

/**
 * One watch of each kind of workload that is to be written, that of the first unit with any: what has pods is never ready
 * at once, so that this unit is going to watch the same.
 */
function workloadSelections({ changes, ledger }: Work): readonly WatchSelection[] {
  const written = changes.filter(
    (change) => !isDone(change) && change.action !== 'delete' && podOwners.has(change.ref.kind),
  );
  const firsts = new Map(written.toReversed().map(({ unit, ref }) => [ref.kind, unit]));
  const refs = written.flatMap(({ unit, ref }) => (firsts.get(ref.kind) === unit ? [ref] : []));
  return ownSelections({ refs, labelSelector: membersSelector(ledger) });
}

async function carryOutChanges(work: Work, onDone: (unit: string) => void): Promise<void> {
  const { run, cluster, ledger } = work;
  const { signal, report, units, only } = run;
  const environment = run.request.environment.name;
  const opening = openingOf(work);
  await openLedger(cluster, ledger, { ...opening, environment, signal });
  const opened = { ...ledger, ...opening, exists: true };
  const records = new Map<string, UnitRecord | undefined>(ledger.units);
  await runUnits({
    ...{ units, only, signal, report },
    run: async (unit, stop) => {
      const unitWork = { ...work, ledger: opened, unit, signal: stop };
      records.set(unit.name, await deployUnit(unitWork, signal));
      onDone(unit.name);
    },
  });
  for (const name of goneUnits(run, ledger)) {
    await removeUnit(name, { ...work, signal });
    records.delete(name);
  }
  const pending = run.isWhole ? [] : ledger.pending.filter(({ unit }) => !only.has(unit));
  const kept = [...records.values()].flatMap((record) => record?.objects ?? []);
  await openLedger(cluster, opened, { groupKinds: kindsOf(kept, pending), pending, environment, signal });
}

/** A unit that fails goes back even while others are stopped for its sake; only the person's own signal ends that. */
async function deployUnit(work: UnitWork, signal: AbortSignal): Promise<UnitRecord | undefined> {
  try {
    const objects = await runUnitWork(work);
    if (!isUntouched(work)) await passGates(work);
    return await keep(objects, work);
  } catch (error) {
    throw await rollBackUnit(error, { ...work, signal });
  }
}

/** Whether the unit is as an earlier deploy saw it ready, which then passed its gates. */
function isUntouched({ changes, unit }: UnitWork): boolean {
  return changes.filter((change) => change.unit === unit.name).every(isDone);
}

async function removeUnit(name: string, work: Omit<UnitWork, 'unit'>): Promise<void> {
  const { cluster, ledger, signal } = work;
  await runUnitWork({ ...work, unit: { name, root: '', after: [] } });
  await dropUnit(cluster, ledger, { unit: name, signal });
}

async function bringAndKeep(work: UnitWork): Promise<UnitRecord | undefined> {
  return keep(await runUnitWork(work), work);
}

function keep(objects: readonly ObjectRecord[], work: UnitWork): Promise<UnitRecord | undefined> {
  return keepRecord(runsOf(objects, work), { ...work, packedInputs: () => packedInputs(work) });
}

/** Before the first write: every kind that the set has or is about to have, and every object that is about to be made. */
function openingOf({ ledger, changes, run: { only } }: Work): LedgerOpening {
  const creations = changes.filter(({ action }) => ['create', 'adopt', 'replace'].includes(action));
  const created = creations.map(({ ref, unit }) => ({ ...ref, unit }));
  const others = ledger.pending.filter(({ unit }) => !only.has(unit));
  const known = ledger.pending.filter(
    ({ unit, kind, name }) =>
      only.has(unit) && !created.some((ref) => ref.kind === kind && ref.name === name),
  );
  const pending = [...others, ...known, ...created];
  return { groupKinds: [...new Set([...ledger.groupKinds, ...kindsOf(created, pending)])], pending };
}

function kindsOf(...lists: readonly (readonly { apiVersion: string; kind: string }[])[]): readonly string[] {
  return [...new Set(lists.flat().map(groupKind))].toSorted();
}
