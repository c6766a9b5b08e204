import type { Cluster } from '../cluster/cluster.ts';
import type { DeployRequest, DeployScope, Environment } from '../deploy-request.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { fencedCluster } from './fenced-cluster.ts';
import type { HeldLease } from './held-lease.ts';
import { createHolder } from './holder.ts';
import { leaseRef, takeLease } from './lease.ts';

/** Who wants the environment, which, and what for. */
export type LeaseWish = Pick<DeployRequest, 'by' | 'commit' | 'noWait'> & {
  readonly environment: Pick<Environment, 'namespace' | 'release'>;
};

export interface LeasedWork {
  readonly run: Pick<DeployScope, 'report' | 'signal'> & { readonly request: LeaseWish };
  readonly ledger: Pick<Ledger, 'leaseNumber'>;
  /** Units that are to be changed, for whoever waits. */
  readonly units: readonly string[];
}

/**
 * Runs an action while this process owns the environment, with a cluster that refuses to write once it does not.
 *
 * @throws DeployError LEASE_HELD, LEASE_LOST, and whatever the action throws
 */
export async function withLease<Result>(
  cluster: Cluster,
  { run, ledger, units }: LeasedWork,
  action: (fenced: Cluster, lease: HeldLease) => Promise<Result>,
): Promise<Result> {
  const { request, report, signal } = run;
  const { by = 'somebody', commit, noWait = false, environment } = request;
  const lease = await takeLease(cluster, {
    ref: leaseRef(environment),
    knownNumber: ledger.leaseNumber,
    journal: {
      holder: createHolder(by),
      by,
      ...(commit === undefined ? {} : { commit }),
      startedAt: new Date().toISOString(),
      units: [...units],
      done: [],
    },
    noWait,
    report,
    signal,
  });
  let outcome: 'finished' | 'failed' = 'failed';
  try {
    const fenced = fencedCluster(cluster, () => lease.fence());
    const result = await action(fenced, lease);
    outcome = 'finished';
    return result;
  } finally {
    await lease.release(outcome);
  }
}
