import { goneUnits } from '../plan/change-set.ts';
import { isRecorded, runsOf } from './unit-runs.ts';
import { isDone, recordsOf, type Work } from './unit-work.ts';

/** Whether there is nothing to write: neither to an object, nor to the ledger. */
export function isSettled(work: Work): boolean {
  const { run, ledger } = work;
  const isNoted = run.selected.every((unit) =>
    isRecorded(runsOf(recordsOf(unit, work), { ...work, unit }), ledger.units.get(unit.name)),
  );
  return !hasChanges(work) && isNoted;
}

/** Whether an object is to be written, deleted or waited for. */
export function hasChanges({ run, ledger, changes }: Work): boolean {
  return !changes.every(isDone) || goneUnits(run, ledger).length > 0;
}
