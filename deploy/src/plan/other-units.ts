import type { DeployScope } from '../deploy-request.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { count } from '../report/format.ts';
import type { Unit } from '../unit.ts';
import type { Plan, UnitPlan } from './plan.ts';

/** A unit that the command was not called for, and that differs from what runs. */
export interface OtherUnit {
  readonly unit: string;
  /** Whether it is deployed all the same. */
  readonly isDeployed: boolean;
  readonly why: string;
}

export interface OtherUnitsFacts {
  readonly run: Pick<DeployScope, 'request' | 'units' | 'only'>;
  readonly ledger: Ledger;
  readonly plan: Plan;
}

/**
 * What git, or whoever called the command, did not think of: the cluster is what a deploy compares with, so that these
 * units are deployed as well, unless it is limited to some.
 */
export function otherUnits({ run, ledger, plan }: OtherUnitsFacts): readonly OtherUnit[] {
  const { named, areImagesFromElsewhere = false } = run.request;
  const deployed = named ? plan.units.filter(({ unit }) => !named.includes(unit)) : [];
  const left = areImagesFromElsewhere ? [] : run.units.filter(({ name }) => !run.only.has(name));
  return [
    ...deployed.flatMap((unit) => differing(unit.unit, true, whyDeployed(unit))),
    ...left.flatMap((unit) => differing(unit.name, false, whyLeft(unit, ledger))),
  ];
}

function differing(unit: string, isDeployed: boolean, why: string | undefined): readonly OtherUnit[] {
  return why === undefined ? [] : [{ unit, isDeployed, why }];
}

function whyDeployed({ changes }: UnitPlan): string | undefined {
  const changed = changes.filter(({ action }) => action !== 'unchanged').length;
  return changed === 0 ? undefined : `${count(changed, 'object')} of it to change`;
}

function whyLeft({ name, image }: Unit, ledger: Ledger): string | undefined {
  const record = ledger.units.get(name);
  if (!record) return 'it was never deployed';
  return image && image.inputHash !== record.inputHash ? 'it was made from other inputs' : undefined;
}
