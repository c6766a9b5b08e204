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
  const named = objects.map((object) => ({ object, name: refText(object) }));
  return named.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ object }) => object);
}

/** Whether the ledger says of a unit already what is to be recorded. */
export function isRecorded(runs: UnitRuns, former: UnitRecord | undefined): boolean {
  if (!former) return runs.objects.length === 0;
  return (
    runs.inputHash === former.inputHash &&
    runs.digest === former.digest &&
    runs.objects.length === former.objects.length &&
    runs.objects.every((object, index) => isSame(object, former.objects[index]))
  );
}

/** What was applied, whatever the cluster made of it. */
export function contentText({ objects }: UnitRuns): string {
  return objects.map((object) => `${refText(object)} ${object.hash}`).join();
}

function isSame(object: ObjectRecord, former: ObjectRecord | undefined): boolean {
  return object === former || recordFields.every((field) => object[field] === former?.[field]);
}

const recordFields = [
  'apiVersion',
  'kind',
  'namespace',
  'name',
  'uid',
  'generation',
  'resourceVersion',
  'hash',
] as const satisfies readonly (keyof ObjectRecord)[];
