import { existsSync } from 'node:fs';
import type { ClusterStatusReport, PartStatus } from '../../cluster.ts';
import type { Env } from '../../env.ts';
import { isRunning } from '../../host/process-identity.ts';
import { assertNotElsewhere } from './assert-not-elsewhere.ts';
import { readAllocation } from './cluster-state.ts';
import { answersHealth } from './health.ts';
import { clusterLayout, type Layout } from './layout.ts';
import { nativeCluster } from './native-cluster.ts';
import { readStatus, type ClusterStatus, type StepStatus } from './supervisor/cluster-status.ts';

/**
 * What the cluster does now, from its supervisor's status and from the machine itself.
 *
 * @throws CLUSTER_ELSEWHERE
 */
export async function nativeStatus(name: string, env: Env): Promise<ClusterStatusReport> {
  const layout = clusterLayout(env.clustersDir, name);
  const allocation = readAllocation(layout);
  if (!allocation) return { name, provider: 'native', state: 'absent', parts: [] };
  assertNotElsewhere(layout);
  const status = readStatus(layout);
  return {
    name,
    provider: 'native',
    state: status ? await stateOf(layout, status) : 'stopped',
    parts: (status?.steps ?? []).map(toPart),
    cluster: nativeCluster(layout, allocation),
  };

  async function stateOf(
    of: Layout,
    { supervisor, state }: ClusterStatus,
  ): Promise<ClusterStatusReport['state']> {
    if (!isRunning(supervisor)) return 'damaged';
    if (state !== 'ready') return hasBeenReady(status) ? 'damaged' : 'starting';
    const isHealthy = existsSync(of.pkiDir) && allocation && (await answersHealth(of, allocation));
    return isHealthy ? 'running' : 'damaged';
  }
}

function hasBeenReady(status: ClusterStatus | undefined): boolean {
  return (status?.steps ?? []).every(({ readyAfterMs }) => readyAfterMs !== undefined);
}

function toPart(step: StepStatus): PartStatus {
  const { name, state, process: identity, restarts, lastFailure, lastLines } = step;
  const isGone = identity !== undefined && !isRunning(identity);
  const failure = [lastFailure, lastLines].filter(Boolean).join(': ');
  return {
    name,
    state: isGone ? 'dead' : state,
    ...(identity && !isGone ? { pid: identity.pid } : {}),
    restarts,
    ...(failure === '' ? {} : { lastFailure: failure }),
  };
}
