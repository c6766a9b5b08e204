import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import type { DeployScope } from '../deploy-request.ts';
import type { Target } from '../history/choose-targets.ts';
import type { Ledger, ObjectRecord } from '../ledger/ledger.ts';
import type { Manifest } from '../manifest/pin-manifest.ts';
import type { Change } from '../plan/change-set.ts';
import type { Plan } from '../plan/plan.ts';
import type { PublishedImage, Unit } from '../unit.ts';

/** A change set to carry out, with all that was read to find it. */
export interface Work {
  readonly run: DeployScope;
  readonly cluster: Cluster;
  readonly ledger: Ledger;
  readonly images: ReadonlyMap<string, PublishedImage>;
  readonly manifest: Manifest;
  readonly changes: readonly Change[];
  readonly plan: Plan;
  /** By unit: the revision that is applied again, where that is what is done. */
  readonly targets?: ReadonlyMap<string, Target>;
}

export type UnitWork = Work & CallOptions & { readonly unit: Unit };

/** How the ledger should know the objects of a unit that are unchanged. */
export function recordsOf(unit: Unit, { changes }: Pick<Work, 'changes'>): readonly ObjectRecord[] {
  return changes.flatMap((change) => (change.unit === unit.name ? (change.record ?? []) : []));
}

/** Whether there is neither anything to write nor anything to wait for. */
export function isDone({ action, isSettled }: Change): boolean {
  return action === 'unchanged' && isSettled;
}
