import { ClusterError } from '../../errors.ts';
import { isRunning } from '../../host/process-identity.ts';
import type { Layout } from './layout.ts';
import { readStatus } from './supervisor/cluster-status.ts';

/**
 * Names of namespaces and interfaces belong to the machine, whatever folder the data lies in: a running cluster of this
 * name with another folder is not the one that is meant.
 *
 * @throws CLUSTER_ELSEWHERE
 */
export function assertNotElsewhere(layout: Layout): void {
  const status = readStatus(layout);
  if (!status || status.dir === layout.dir || !isRunning(status.supervisor)) return;
  throw new ClusterError('CLUSTER_ELSEWHERE', { name: layout.name, folder: status.dir });
}
