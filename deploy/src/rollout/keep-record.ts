import type { RevisionRecord, UnitRecord } from '../ledger/ledger.ts';
import { keptHistory, packInputs, packRevision } from '../ledger/revisions.ts';
import { keepUnit } from '../ledger/write-ledger.ts';
import { contentText, isRecorded, type UnitRuns } from './unit-runs.ts';
import type { UnitWork } from './unit-work.ts';

/**
 * Writes the unit's record where it says something new; a revision of its own where what was applied is another than
 * before: that is what a later deploy goes back to.
 *
 * @param work.packedInputs gives what the unit is made from; what is kept of that stays when absent
 * @returns what the ledger has now; undefined for a unit that has and had nothing
 */
export async function keepRecord(
  runs: UnitRuns,
  work: UnitWork & { readonly packedInputs?: () => Promise<string | undefined> },
): Promise<UnitRecord | undefined> {
  const { unit, cluster, ledger, signal } = work;
  const former = ledger.units.get(unit.name);
  if (isRecorded(runs, former)) return former;
  const inputs = await work.packedInputs?.();
  if (former && contentText(former) === contentText(runs)) {
    const record = { ...former, ...runs };
    await keepUnit(cluster, ledger, { unit: unit.name, record, inputs, signal });
    return record;
  }
  const packed = packRevision(work.manifest.objects.filter((entry) => entry.unit === unit.name));
  const record = newRecord(runs, former, { ...work, packed });
  await keepUnit(cluster, ledger, { unit: unit.name, record, packed, inputs, signal });
  return record;
}

function newRecord(
  runs: UnitRuns,
  former: UnitRecord | undefined,
  { run, unit, ledger, targets, packed }: UnitWork & { readonly packed: string },
): UnitRecord {
  const { by } = run.request;
  const target = targets?.get(unit.name);
  const note = target?.note ?? run.request.note;
  return {
    ...runs,
    revision: (former?.revision ?? 0) + 1,
    deployedAt: new Date().toISOString(),
    ...(by === undefined ? {} : { by }),
    deploy: ledger.leaseNumber,
    ...(note === undefined ? {} : { note }),
    history: former ? keptHistory([...former.history, revisionOf(former)], packed.length) : [],
  };
}

function revisionOf({ objects: _objects, history: _history, ...revision }: UnitRecord): RevisionRecord {
  return revision;
}

/** What the unit is made from, to be kept with its record; undefined where that is not known. */
export async function packedInputs({ run, unit, images, signal }: UnitWork): Promise<string | undefined> {
  const image = images.get(unit.name);
  if (unit.image && !image) return undefined;
  const inputs = await run.request.inputsOf?.(unit, { image, signal });
  return inputs && packInputs({ inputHash: image?.inputHash, inputs });
}
