import type { Ledger, RevisionRecord, UnitRecord } from '../ledger/ledger.ts';

/** One revision of a unit, as a person is told of it. */
export interface Revision extends RevisionRecord {
  /** Whether it is what the ledger says runs. */
  readonly isCurrent: boolean;
}

/** The revisions of a unit that are kept, newest first. Each was seen ready: what failed is no revision. */
export function revisionsOf({ objects: _objects, history, ...current }: UnitRecord): readonly Revision[] {
  const former = history.map((revision) => ({ ...revision, isCurrent: false }));
  return [...former, { ...current, isCurrent: true }].toReversed();
}

/** The units whose present revision the last deploy made. */
export function lastDeployed({ units }: Pick<Ledger, 'units'>): readonly string[] {
  const last = Math.max(0, ...[...units.values()].map(({ deploy = 0 }) => deploy));
  return [...units].filter(([, { deploy = 0 }]) => deploy === last).map(([unit]) => unit);
}
