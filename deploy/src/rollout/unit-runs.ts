import { refText } from '../cluster/kubernetes-object.ts';
import type { ObjectRecord, RevisionRecord, UnitRecord } from '../ledger/ledger.ts';
import type { UnitWork } from './unit-work.ts';

/** What a unit runs, as far as it is known before it is recorded. */
export type UnitRuns = Pick<UnitRecord, 'inputHash' | 'digest' | 'commit' | 'objects'>;

/** What the unit runs once its objects are those of this deploy. */
export function runsOf(
  objects: readonly ObjectRecord[],
  { run, unit, images, targets }: Pick<UnitWork, 'run' | 'unit' | 'images' | 'targets'>,
): UnitRuns {
  const target = targets?.get(unit.name);
  if (target) return { ...madeFrom(target), objects: inOrder(objects) };
  const image = images.get(unit.name);
  const commit = run.request.commits?.get(unit.name) ?? run.request.commit;
  return {
    ...(image && unit.image && { inputHash: image.inputHash, digest: image.digest }),
    ...(commit === undefined ? {} : { commit }),
    objects: inOrder(objects),
  };
}

function madeFrom({ inputHash, digest, commit }: RevisionRecord): Omit<UnitRuns, 'objects'> {
  return {
    ...(inputHash !== undefined && { inputHash }),
    ...(digest && { digest }),
    ...(commit !== undefined && { commit }),
  };
}

/** The order in which the ledger has objects, whatever order they were written in. */
export function inOrder(objects: readonly ObjectRecord[]): ObjectRecord[] {
  return objects.toSorted((a, b) => (refText(a) < refText(b) ? -1 : 1));
}

/** Whether the ledger says of a unit already what is to be recorded. */
export function isRecorded(runs: UnitRuns, former: UnitRecord | undefined): boolean {
  return former ? recordText(former) === recordText(runs) : runs.objects.length === 0;
}

/** What was applied, whatever the cluster made of it. */
export function contentText({ objects }: UnitRuns): string {
  return objects.map((object) => `${refText(object)} ${object.hash}`).join();
}

function recordText({ inputHash, digest, objects }: UnitRuns): string {
  const texts = objects.map(({ apiVersion, uid, generation, resourceVersion, hash, ...ref }) =>
    [apiVersion, refText({ apiVersion, ...ref }), uid, generation, resourceVersion, hash].join(' '),
  );
  return [inputHash, digest, ...texts].join();
}
