import { refText } from '../cluster/kubernetes-object.ts';
import type { Environment } from '../deploy-request.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { PublishedImage, Unit } from '../unit.ts';
import type { Change } from './change-set.ts';
import type { ImageChange, ObjectChange, Plan } from './plan.ts';

export interface PlanFacts {
  readonly environment: Environment;
  /** In the order in which they are applied. */
  readonly units: readonly Unit[];
  readonly ledger: Ledger;
  readonly images: ReadonlyMap<string, PublishedImage>;
  readonly changes: readonly Change[];
}

/** The plan of a deploy, out of what was found; pure. */
export function buildPlan({ environment, units, ledger, images, changes }: PlanFacts): Plan {
  return {
    environment: environment.name,
    namespace: environment.namespace,
    units: units.map((unit) => ({
      unit: unit.name,
      ...(unit.image && {
        image: imageChange(ledger.units.get(unit.name)?.digest, images.get(unit.name)?.digest),
      }),
      changes: changes.filter((change) => change.unit === unit.name).map(describeChange),
    })),
  };
}

function imageChange(from: ImageChange['from'], to: ImageChange['to']): ImageChange {
  return { ...(from && { from }), ...(to && { to }) };
}

function describeChange({ ref, action, why, fields, restartsPods }: Change): ObjectChange {
  return { object: refText(ref), action, why, fields, restartsPods };
}
