import { DeployError } from '../errors.ts';
import type { Ledger } from './ledger.ts';

/** Names of the units that have objects, or are being deployed; one that the chart no longer runs has a history alone. */
export function deployedUnits({ units, pending }: Pick<Ledger, 'units' | 'pending'>): readonly string[] {
  const running = [...units].filter(([, { objects }]) => objects.length > 0).map(([unit]) => unit);
  return [...new Set([...running, ...pending.map(({ unit }) => unit)])].toSorted();
}

/**
 * Those of them that the user named; all when none is.
 *
 * @throws DeployError NOTHING_DEPLOYED, UNIT_UNKNOWN
 */
export function chooseUnits(
  ledger: Pick<Ledger, 'units' | 'pending'>,
  { environment, only }: { readonly environment: string; readonly only: readonly string[] },
): readonly string[] {
  const known = deployedUnits(ledger);
  if (known.length === 0) throw new DeployError('NOTHING_DEPLOYED', { environment });
  const unknown = only.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new DeployError('UNIT_UNKNOWN', { unit: unknown, known });
  return only.length > 0 ? known.filter((name) => only.includes(name)) : known;
}
