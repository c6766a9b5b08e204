import { rm } from 'node:fs/promises';
import type { ClusterOptions } from '../../cluster.ts';
import type { Env } from '../../env.ts';
import { ClusterError } from '../../errors.ts';
import { takeLock } from '../../host/named-lock.ts';
import { isRunning, signalProcess } from '../../host/process-identity.ts';
import { phase } from '../../progress.ts';
import { assertNotElsewhere } from './assert-not-elsewhere.ts';
import { waitForEnd } from './end-processes.ts';
import { clusterLayout, type Layout } from './layout.ts';
import { assertPlatform } from './preconditions.ts';
import { removeRemains } from './remove-remains.ts';
import { stopProcesses } from './stop-processes.ts';
import { readStatus } from './supervisor/cluster-status.ts';

/** More than all graces of stopProcesses together. */
const supervisorTimeoutMs = 8000;

/**
 * Stops the cluster from whatever state it is in and leaves nothing of it but its data, or nothing at all.
 *
 * @throws REMAINS_LEFT, CLUSTER_ELSEWHERE
 */
export async function removeNative(options: ClusterOptions, { purge }: { purge: boolean }): Promise<void> {
  const { name, env, progress, signal } = options;
  assertPlatform(name);
  const lock = await takeLock(name, {
    purpose: 'down',
    signal,
    onWait: (holder) => progress(`waiting for another command on cluster ${name}: ${holder}`),
  });
  try {
    const layout = clusterLayout(env.clustersDir, name);
    assertNotElsewhere(layout);
    await phase(progress, 'stopped', () => stopNative(layout, env));
    if (purge) await phase(progress, 'data deleted', () => rm(layout.dir, { recursive: true, force: true }));
  } finally {
    await lock.release();
  }
}

/**
 * Stops all processes of the cluster and removes what they leave; nothing running is no error.
 *
 * @throws REMAINS_LEFT
 */
export async function stopNative(layout: Layout, env: Env): Promise<void> {
  const status = readStatus(layout);
  if (status && isRunning(status.supervisor)) {
    signalProcess(status.supervisor, 'SIGTERM');
    await waitForEnd([status.supervisor], supervisorTimeoutMs);
  } else if (status) {
    await stopProcesses(layout, status.steps);
  }
  const remains = await removeRemains(layout, env.forCommands);
  if (remains.length > 0)
    throw new ClusterError('REMAINS_LEFT', { name: layout.name, remains: remains.join(', ') });
}
