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
  readonly hash: string;
  /** By unit, what changed of it. */
  readonly inputs?: ReadonlyMap<string, readonly InputChange[]> | undefined;
}

/** The plan of a deploy, out of what was found; pure. */
export function buildPlan(facts: PlanFacts): Plan {
  const { environment, units, ledger, images, changes, hash, inputs } = facts;
  const known = new Map(units.map((unit) => [unit.name, unit]));
  const withObjects = new Set(changes.map(({ unit }) => unit));
  // One that is switched off has no objects, and nothing to say.
  const hadObjects = (name: string) => (ledger.units.get(name)?.objects.length ?? 0) > 0;
  const names = [...known.keys()].filter((name) => withObjects.has(name) || hadObjects(name));
  return {
    environment: environment.name,
    namespace: environment.namespace,
    hash,
    units: [...new Set([...names, ...withObjects])].map((unit) => ({
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
