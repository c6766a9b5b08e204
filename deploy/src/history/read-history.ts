import { connectCluster } from '../cluster/client.ts';
import type { CallOptions } from '../cluster/cluster.ts';
import type { Connection, Environment } from '../deploy-request.ts';
import { DeployError } from '../errors.ts';
import { readLeaseState, type Journal, type LeaseState } from '../lease/journal.ts';
import { leaseRef } from '../lease/lease.ts';
import { ledgerParent, readLedger } from '../ledger/ledger.ts';
import { revisionsOf, type Revision } from './history.ts';

export interface HistoryRequest {
  readonly environment: Pick<Environment, 'name' | 'namespace' | 'release'>;
  readonly connection: Connection;
  /** Only this unit; all when absent. */
  readonly unit?: string | undefined;
}

/** What an environment's units ran, as far as it can be gone back to. */
export interface EnvironmentHistory {
  readonly environment: string;
  readonly namespace: string;
  readonly lastDeploy?: LastDeploy;
  readonly units: readonly UnitHistory[];
}

export interface UnitHistory {
  readonly unit: string;
  /** Newest first. */
  readonly revisions: readonly Revision[];
}

/** The last deploy that owned the environment, also where it made no revision because it failed. */
export interface LastDeploy extends Pick<Journal, 'by' | 'commit' | 'startedAt' | 'units' | 'done'> {
  /** One that was killed is still `running` until the next one takes over. */
  readonly outcome: 'running' | NonNullable<Journal['outcome']>;
}

/**
 * Reads the revisions of units out of the ledger, and how the last deploy ended out of the lease: two requests.
 *
 * @throws DeployError NOTHING_DEPLOYED, UNIT_UNKNOWN, or what reading the cluster ended with
 */
export async function readHistory(
  { environment, connection, unit }: HistoryRequest,
  { signal }: CallOptions,
): Promise<EnvironmentHistory> {
  const cluster = await connectCluster(connection.kubeconfig, connection.context);
  const [ledger, lease] = await Promise.all([
    readLedger(cluster, ledgerParent(environment), { signal }),
    cluster.get(leaseRef(environment), { signal }),
  ]);
  const { name, namespace } = environment;
  if (ledger.units.size === 0) throw new DeployError('NOTHING_DEPLOYED', { environment: name });
  const known = [...ledger.units.keys()];
  if (unit !== undefined && !known.includes(unit)) throw new DeployError('UNIT_UNKNOWN', { unit, known });
  const lastDeploy = lease && lastDeployOf(readLeaseState(lease));
  return {
    environment: name,
    namespace,
    ...(lastDeploy && { lastDeploy }),
    units: [...ledger.units]
      .filter(([each]) => unit === undefined || each === unit)
      .map(([each, record]) => ({ unit: each, revisions: revisionsOf(record) })),
  };
}

function lastDeployOf({ journal }: LeaseState): LastDeploy | undefined {
  if (!journal) return undefined;
  const { by, commit, startedAt, units, done, outcome = 'running' } = journal;
  return { by, ...(commit !== undefined && { commit }), startedAt, units, done, outcome };
}
