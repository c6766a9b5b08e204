import { refText } from '../cluster/kubernetes-object.ts';
import { recordUnit, type ObjectRecord, type UnitRecord } from '../ledger/ledger.ts';
import { saveRevision } from '../ledger/revisions.ts';
import type { UnitWork } from './unit-work.ts';

/** What a unit runs, as far as it is known before it is recorded. */
export type UnitRuns = Omit<UnitRecord, 'revision' | 'deployedAt'>;

/** What the unit runs once its objects are those of this deploy. */
export function runsOf(objects: readonly ObjectRecord[], { run, unit, images }: UnitWork): UnitRuns {
  const image = images.get(unit.name);
  const { commit } = run.request;
  return {
    ...(image && unit.image && { inputHash: image.inputHash, digest: image.digest }),
    ...(commit === undefined ? {} : { commit }),
    objects: [...objects],
  };
}

/**
 * Writes the unit's record where it says something new, its objects first where they are others than before: those are
 * what a later deploy goes back to.
 *
 * @returns what the ledger has now; undefined for a unit that has and had nothing
 */
export async function keepRecord(found: UnitRuns, work: UnitWork): Promise<UnitRecord | undefined> {
  const { unit, cluster, ledger, manifest, signal } = work;
  const former = ledger.units.get(unit.name);
  const runs = { ...found, objects: found.objects.toSorted((a, b) => (refText(a) < refText(b) ? -1 : 1)) };
  if (former ? recordText(former) === recordText(runs) : runs.objects.length === 0) return former;
  if (former && contentText(former) === contentText(runs)) {
    const record = { ...runs, revision: former.revision, deployedAt: former.deployedAt };
    await recordUnit(cluster, ledger, { unit: unit.name, record, signal });
    return record;
  }
  const record = { ...runs, revision: (former?.revision ?? 0) + 1, deployedAt: new Date().toISOString() };
  const entries = manifest.objects.filter((entry) => entry.unit === unit.name);
  await saveRevision(cluster, ledger, { unit: unit.name, revision: record.revision, entries, signal });
  await recordUnit(cluster, ledger, { unit: unit.name, record, signal });
  return record;
}

/** What was applied, whatever the cluster made of it. */
function contentText({ objects }: UnitRuns): string {
  return objects.map((object) => `${refText(object)} ${object.hash}`).join();
}

function recordText({ inputHash, digest, objects }: UnitRuns): string {
  const texts = objects.map(({ apiVersion, uid, generation, resourceVersion, hash, ...ref }) =>
    [apiVersion, refText({ apiVersion, ...ref }), uid, generation, resourceVersion, hash].join(' '),
  );
  return [inputHash, digest, ...texts].join();
}
