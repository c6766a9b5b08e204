import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { mapConcurrently } from '../cluster/concurrency.ts';
import type { InputsProvider } from '../deploy-request.ts';
import { sharedInputs, type SharedSource } from '../inputs/inputs-of-unit.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { readInputs } from '../ledger/revisions.ts';

/** The environment that is promoted. */
interface PromotedLedger extends CallOptions {
  readonly cluster: Cluster;
  readonly ledger: Ledger;
}

const unitsAtOnceMax = 8;

/**
 * What promoted units are made from: their images from what the other environment's ledger has of them, read before
 * anything is deployed; their objects from chart and values of this workspace.
 *
 * @throws DeployError LEDGER_UNREADABLE
 */
export async function promotedInputs(
  here: SharedSource,
  { cluster, ledger, signal }: PromotedLedger,
): Promise<InputsProvider> {
  const shared = sharedInputs(here);
  const read = await mapConcurrently([...ledger.units], unitsAtOnceMax, async ([unit, record]) => {
    const inputs = await readInputs(cluster, ledger, { ...record, unit, signal });
    return [unit, inputs && { ...inputs, ...shared }] as const;
  });
  const promoted = new Map(read);
  return ({ name, image }) => Promise.resolve(image ? promoted.get(name) : shared);
}
