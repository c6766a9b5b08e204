import type { InputChange } from '../inputs/diff-inputs.ts';
import type { UnitRecord } from '../ledger/ledger.ts';
import type { ImageChange, ObjectChange, UnitPlan } from '../plan/plan.ts';
import { count, formatDigest } from '../report/format.ts';
import type { Unit } from '../unit.ts';

/** Why a deploy would, or would not, do something with a unit. */
export interface Explanation {
  readonly unit: string;
  /** What would happen, and why, in one sentence. */
  readonly conclusion: string;
  readonly willBuild: boolean;
  /** Objects that would be written. */
  readonly changes: readonly ObjectChange[];
  /** Objects that are as they should be. */
  readonly unchanged: number;
  /** Workloads whose pods would be replaced. */
  readonly restarts: readonly string[];
  readonly inputHash?: string;
  readonly image?: ImageChange;
  /** What changed of it since it was last deployed. */
  readonly inputs: readonly InputChange[];
  /** Absent before the first deploy. */
  readonly runs?: Omit<UnitRecord, 'objects' | 'history'>;
}

export interface ExplanationFacts {
  readonly unit: Unit;
  readonly plan: UnitPlan;
  readonly record?: UnitRecord | undefined;
}

/** Reads out of a plan, and of what the ledger has, why a unit is built, applied and restarted, or why it is not. */
export function explainUnit({ unit, plan, record }: ExplanationFacts): Explanation {
  const { image, inputs = [] } = plan;
  const changes = plan.changes.filter(({ action }) => action !== 'unchanged');
  const known = {
    unit: unit.name,
    willBuild: image !== undefined && image.to === undefined,
    changes,
    unchanged: plan.changes.length - changes.length,
    restarts: changes.filter(({ restartsPods }) => restartsPods).map(({ object }) => object),
    ...(unit.image && { inputHash: unit.image.inputHash }),
    ...(image && { image }),
    inputs,
    ...(record && { runs: withoutObjects(record) }),
  };
  return { ...known, conclusion: conclude(known) };
}

function withoutObjects({ objects: _objects, history: _history, ...runs }: UnitRecord): Explanation['runs'] {
  return runs;
}

type Known = Omit<Explanation, 'conclusion'>;

function conclude(known: Known): string {
  const { willBuild, changes, restarts, runs } = known;
  if (!willBuild && changes.length === 0) return `nothing would happen: ${whyNothing(known)}`;
  const acts = [
    ...(willBuild ? ['its image would be built'] : []),
    ...(changes.length > 0 ? [`${count(changes.length, 'object')} would be applied`] : []),
    restarts.length > 0 ? 'its pods would be replaced' : 'no pod would be replaced',
  ];
  return `${runs ? '' : 'it was never deployed: '}${acts.join(', ')}`;
}

function whyNothing({ inputHash, image, runs, unchanged }: Known): string {
  const objects =
    unchanged === 1
      ? 'its object is as it should be'
      : `its ${count(unchanged, 'object')} are as they should be`;
  if (inputHash === undefined || !image?.to) return objects;
  const digest = formatDigest(image.to);
  return runs?.inputHash === inputHash
    ? `input hash ${inputHash} is what runs, its image ${digest} is in the registry, ${objects}`
    : `input hash ${inputHash} is not what runs, but its image ${digest} is, ${objects}`;
}
