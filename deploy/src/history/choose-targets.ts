import { DeployError } from '../errors.ts';
import type { Ledger, RevisionRecord } from '../ledger/ledger.ts';
import { lastDeployed, revisionsOf } from './history.ts';

export interface RollbackWish {
  /** The unit to take back; all that the last deploy changed when absent. */
  readonly unit?: string | undefined;
  /** Its revision; the one before the present one when absent. */
  readonly to?: number | undefined;
}

/** A revision that is to be applied again. */
export interface Target extends RevisionRecord {
  /** What a person should know of the revision that this makes. */
  readonly note: string;
}

/**
 * The present revisions, of one unit or of all: applied again, they undo what was changed or deleted since.
 *
 * @throws DeployError NOTHING_DEPLOYED, UNIT_UNKNOWN
 */
export function presentTargets(
  { units }: Pick<Ledger, 'units'>,
  {
    environment,
    unit,
    note,
  }: { readonly environment: string; readonly unit?: string | undefined; readonly note: string },
): ReadonlyMap<string, Target> {
  if (units.size === 0) throw new DeployError('NOTHING_DEPLOYED', { environment });
  if (unit !== undefined && !units.has(unit))
    throw new DeployError('UNIT_UNKNOWN', { unit, known: [...units.keys()] });
  const chosen = [...units].filter(([name]) => unit === undefined || name === unit);
  return new Map(chosen.map(([name, record]) => [name, { ...record, note }]));
}

/**
 * Which revision each unit goes back to. Without a unit that is the state before the last deploy: of the units that it
 * gave a new revision each goes back to the one before, and no other unit changes.
 *
 * @throws DeployError NOTHING_DEPLOYED, UNIT_UNKNOWN, REVISION_UNKNOWN
 */
export function chooseTargets(
  ledger: Ledger,
  { unit, to, environment }: RollbackWish & { readonly environment: string },
): ReadonlyMap<string, Target> {
  if (ledger.units.size === 0) throw new DeployError('NOTHING_DEPLOYED', { environment });
  if (unit !== undefined) return new Map([[unit, targetOf(ledger, unit, to)]]);
  const changed = lastDeployed(ledger);
  const targets = changed.flatMap((name) => {
    const before = ledger.units.get(name)?.history.at(-1);
    return before ? [[name, withNote(before)] as const] : [];
  });
  // What was deployed for the first time has nothing before it, and stays.
  if (targets.length === 0)
    return new Map([[changed[0] ?? '', targetOf(ledger, changed[0] ?? '', undefined)]]);
  return new Map(targets);
}

function targetOf(ledger: Ledger, unit: string, to: number | undefined): Target {
  const record = ledger.units.get(unit);
  if (!record) throw new DeployError('UNIT_UNKNOWN', { unit, known: [...ledger.units.keys()] });
  const target =
    to === undefined ? record.history.at(-1) : revisionsOf(record).find(({ revision }) => revision === to);
  if (target) return withNote(target);
  const known = revisionsOf(record).map(({ revision }) => revision);
  throw new DeployError('REVISION_UNKNOWN', { unit, known, wanted: to });
}

function withNote(revision: RevisionRecord): Target {
  return { ...revision, note: `rollback to ${revision.revision}` };
}
