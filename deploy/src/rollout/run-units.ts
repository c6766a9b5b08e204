import { prerequisites } from '../manifest/apply-order.ts';
import type { Report } from '../report/events.ts';
import type { Unit } from '../unit.ts';

export interface UnitRun {
  /** All units of the environment. */
  readonly units: readonly Unit[];
  /** Those to run. */
  readonly only: ReadonlySet<string>;
  readonly signal: AbortSignal;
  readonly report: Report;
  readonly run: (unit: Unit, signal: AbortSignal) => Promise<void>;
}

/**
 * Runs each unit once those that it comes after are done, independent ones side by side. When one fails, none starts any
 * more, and those under way finish the write that they are at.
 *
 * @throws what the first failed unit threw
 */
export async function runUnits({ units, only, signal, report, run }: UnitRun): Promise<void> {
  const stopping = new AbortController();
  const stop = AbortSignal.any([signal, stopping.signal]);
  const failures: unknown[] = [];
  const runs = new Map<string, Promise<boolean>>();

  const runAfterOthers = async (unit: Unit): Promise<boolean> => {
    const before = await Promise.all(
      prerequisites(unit, units).map(async (name) => (await runs.get(name)) ?? true),
    );
    if (stop.aborted || before.includes(false)) {
      report({ type: 'note', message: `Unit ${unit.name}: not started` });
      return false;
    }
    try {
      await run(unit, stop);
      return true;
    } catch (error) {
      if (failures.length > 0)
        report({ type: 'note', message: `Unit ${unit.name}: stopped before it was seen ready` });
      failures.push(error);
      stopping.abort();
      return false;
    }
  };

  for (const unit of units) if (only.has(unit.name)) runs.set(unit.name, runAfterOthers(unit));
  await Promise.all(runs.values());
  if (failures.length > 0) throw failures[0];
  signal.throwIfAborted();
}
