import type { Cluster } from '../cluster/cluster.ts';
import { mapConcurrently } from '../cluster/concurrency.ts';
import type { DeployScope } from '../deploy-request.ts';
import { diffInputs, type InputChange } from '../inputs/diff-inputs.ts';
import type { InputKind } from '../inputs/unit-inputs.ts';
import type { Ledger, UnitRecord } from '../ledger/ledger.ts';
import { readInputs } from '../ledger/revisions.ts';
import type { PublishedImage, Unit } from '../unit.ts';
import type { Change } from './change-set.ts';

export interface ChangedInputsContext {
  readonly run: DeployScope;
  readonly cluster: Cluster;
  readonly ledger: Ledger;
  readonly images: ReadonlyMap<string, PublishedImage>;
  readonly changes: readonly Change[];
}

const unitsAtOnceMax = 8;

/**
 * What changed of each unit that differs from what runs, by the unit's name. One request for each of them; none for a
 * unit that is as the ledger has it, nor for a deploy, which says what it does and need not say why.
 */
export async function changedInputs(
  context: ChangedInputsContext,
): Promise<ReadonlyMap<string, readonly InputChange[]>> {
  const { run, ledger } = context;
  if (!run.request.planOnly) return new Map();
  const differing = run.selected.flatMap((unit) => {
    const record = ledger.units.get(unit.name);
    const difference = record && differenceOf(unit, record, context);
    return difference && (difference.image || difference.objects) ? [{ unit, record, difference }] : [];
  });
  const found = await mapConcurrently(differing, unitsAtOnceMax, async ({ unit, record, difference }) => {
    const changes = await changesOf(unit, record, context);
    return [unit.name, changes.filter(({ kind }) => isOf(kind, difference))] as const;
  });
  return new Map(found);
}

interface Difference {
  readonly image: boolean;
  readonly objects: boolean;
}

function differenceOf(unit: Unit, record: UnitRecord, { images, changes }: ChangedInputsContext): Difference {
  const image = images.get(unit.name);
  const isSameImage = record.inputHash === unit.image?.inputHash && record.digest === image?.digest;
  const own = changes.filter((change) => change.unit === unit.name);
  return {
    image: unit.image !== undefined && !isSameImage,
    objects: own.some(({ action }) => action !== 'unchanged'),
  };
}

async function changesOf(
  unit: Unit,
  record: UnitRecord,
  { run, cluster, ledger, images }: ChangedInputsContext,
): Promise<readonly InputChange[]> {
  const { request, signal } = run;
  if (!request.inputsOf) return [];
  const [before, after] = await Promise.all([
    readInputs(cluster, ledger, { ...record, unit: unit.name, signal }),
    request.inputsOf(unit, { image: images.get(unit.name), signal }),
  ]);
  return before && after ? diffInputs(before, after) : [];
}

/** What objects are rendered from says nothing of an image, nor the other way round. */
function isOf(kind: InputKind, { image, objects }: Difference): boolean {
  return kind === 'chart file' || kind === 'value' ? objects : image;
}
