import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { refText } from '../cluster/kubernetes-object.ts';
import type { DeployScope } from '../deploy-request.ts';
import { applySetPartOfLabel } from '../ledger/apply-set.ts';
import {
  openLedger,
  recordUnit,
  type Ledger,
  type LedgerOpening,
  type ObjectRecord,
  type UnitRecord,
} from '../ledger/ledger.ts';
import { groupKind } from '../manifest/manifest.ts';
import type { Manifest } from '../manifest/pin-manifest.ts';
import type { Change } from '../plan/change-set.ts';
import type { PublishedImage, Unit } from '../unit.ts';
import { rollOutUnit } from './roll-out-unit.ts';
import { runUnits } from './run-units.ts';

export interface CarryOut {
  readonly run: DeployScope;
  readonly cluster: Cluster;
  readonly ledger: Ledger;
  readonly images: ReadonlyMap<string, PublishedImage>;
  readonly manifest: Manifest;
  readonly changes: readonly Change[];
}

/**
 * Carries a change set out, unit by unit, and keeps the ledger: opened before the first write, a unit's record written as
 * soon as it is ready, narrowed to what is left at the end.
 *
 * @returns whether there was anything to do; what is as it should be is not written
 */
export async function carryOut(work: CarryOut): Promise<boolean> {
  const { run, cluster, ledger, changes } = work;
  if (changes.every(isDone)) {
    for (const unit of run.selected)
      await keepRecord(unit, recordsOf(unit, changes), { ...work, signal: run.signal });
    return false;
  }
  const environment = run.request.environment.name;
  const { signal } = run;
  const opening = openingOf(work);
  await openLedger(cluster, ledger, { ...opening, environment, signal });
  const records = new Map(ledger.units);
  await runUnits({
    ...run,
    run: async (unit, unitSignal) => {
      const objects = await rollOut(unit, { ...work, signal: unitSignal });
      records.set(unit.name, await keepRecord(unit, objects, { ...work, signal: unitSignal }));
    },
  });
  const pending = ledger.pending.filter(({ unit }) => !run.only.has(unit));
  const kept = [...records.values()].flatMap(({ objects }) => objects);
  const opened = { ...ledger, ...opening, exists: true };
  await openLedger(cluster, opened, { groupKinds: kindsOf(kept, pending), pending, environment, signal });
  return true;
}

type UnitWork = CarryOut & CallOptions;

function isDone({ action, isSettled }: Change): boolean {
  return action === 'unchanged' && isSettled;
}

function recordsOf(unit: Unit, changes: readonly Change[]): readonly ObjectRecord[] {
  return changes.filter((change) => change.unit === unit.name).flatMap(({ record }) => record ?? []);
}

async function rollOut(
  unit: Unit,
  { run, cluster, ledger, manifest, changes, signal }: UnitWork,
): Promise<readonly ObjectRecord[]> {
  const own = changes.filter((change) => change.unit === unit.name);
  if (own.every(isDone)) return recordsOf(unit, own);
  const { namespace, timeoutMs } = run.request.environment;
  const labelSelector = `${applySetPartOfLabel}=${ledger.applySetId}`;
  const secrets = manifest.objects.map(({ object }) => object).filter(({ kind }) => kind === 'Secret');
  const { report, writes } = run;
  return rollOutUnit({
    cluster,
    unit: unit.name,
    changes: own,
    namespace,
    timeoutMs,
    labelSelector,
    secrets,
    report,
    writes,
    signal,
  });
}

/** Writes the unit's record where it says something new; how the ledger knows an object may change without the object. */
async function keepRecord(unit: Unit, objects: readonly ObjectRecord[], work: UnitWork): Promise<UnitRecord> {
  const { run, cluster, ledger, images, signal } = work;
  const former = ledger.units.get(unit.name);
  const image = images.get(unit.name);
  const runs = {
    ...(image && unit.image && { inputHash: image.inputHash, digest: image.digest }),
    objects: objects.toSorted((a, b) => (refText(a) < refText(b) ? -1 : 1)),
  };
  if (former ? isSameRun(former, runs) : objects.length === 0) return former ?? { ...runs, deployedAt: '' };
  const { commit } = run.request;
  const record = {
    ...runs,
    ...(commit === undefined ? {} : { commit }),
    deployedAt: new Date().toISOString(),
  };
  await recordUnit(cluster, ledger, { unit: unit.name, record, signal });
  return record;
}

type Run = Pick<UnitRecord, 'inputHash' | 'digest' | 'objects'>;

function isSameRun(a: Run, b: Run): boolean {
  const text = ({ inputHash, digest, objects }: Run) =>
    JSON.stringify([inputHash, digest, objects.map(objectText)]);
  return text(a) === text(b);
}

function objectText({
  apiVersion,
  kind,
  namespace,
  name,
  uid,
  generation,
  resourceVersion,
  hash,
}: ObjectRecord): string {
  return [apiVersion, kind, namespace, name, uid, generation, resourceVersion, hash].join(' ');
}

/** Before the first write: every kind that the set has or is about to have, and every object that is about to be made. */
function openingOf({ ledger, changes, run: { only } }: CarryOut): LedgerOpening {
  const creations = changes.filter(({ action }) => action === 'create' || action === 'replace');
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
