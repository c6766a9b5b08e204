import { refText } from '../cluster/kubernetes-object.ts';
import type { Environment } from '../deploy-request.ts';
import type { InputChange } from '../inputs/diff-inputs.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { PublishedImage, Unit } from '../unit.ts';
import type { Change } from './change-set.ts';
import type { ImageChange, ObjectChange, Plan } from './plan.ts';

export interface PlanFacts {
  readonly environment: Environment;
  /** The units to deploy, in the order in which they are applied; the changes may be of others that are to go. */
  readonly units: readonly Unit[];
  readonly ledger: Ledger;
  readonly images: ReadonlyMap<string, PublishedImage>;
  readonly changes: readonly Change[];
  /** By unit, what changed of it. */
  readonly inputs?: ReadonlyMap<string, readonly InputChange[]> | undefined;
}

/** The plan of a deploy, out of what was found; pure. */
export function buildPlan({ environment, units, ledger, images, changes, inputs }: PlanFacts): Plan {
  const known = new Map(units.map((unit) => [unit.name, unit]));
  const names = new Set([...known.keys(), ...changes.map(({ unit }) => unit)]);
  return {
    environment: environment.name,
    namespace: environment.namespace,
    units: [...names].map((unit) => ({
      unit,
      ...inputsOf(inputs?.get(unit)),
      ...(known.get(unit)?.image && {
        image: imageChange(ledger.units.get(unit)?.digest, images.get(unit)?.digest),
      }),
      changes: changes.filter((change) => change.unit === unit).map(describeChange),
    })),
  };
}

function inputsOf(inputs: readonly InputChange[] = []) {
  return inputs.length > 0 ? { inputs } : {};
}

function imageChange(from: ImageChange['from'], to: ImageChange['to']): ImageChange {
  return { ...(from && { from }), ...(to && { to }) };
}

function describeChange({ ref, action, why, fields, restartsPods }: Change): ObjectChange {
  return { object: refText(ref), action, why, fields, restartsPods };
}
