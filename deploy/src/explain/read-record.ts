import { connectCluster } from '../cluster/client.ts';
import type { CallOptions } from '../cluster/cluster.ts';
import { ledgerParent, readLedger, type UnitRecord } from '../ledger/ledger.ts';
import type { EnvironmentSession } from '../session.ts';

/** What the ledger has of a unit; undefined before its first deploy. */
export async function readRecord(
  { connection, environment }: EnvironmentSession,
  { unit, signal }: { readonly unit: string } & CallOptions,
): Promise<UnitRecord | undefined> {
  const cluster = await connectCluster(connection.kubeconfig, connection.context);
  return (await readLedger(cluster, ledgerParent(environment), { signal })).units.get(unit);
}
