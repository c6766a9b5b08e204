import { existsSync } from 'node:fs';
import type { Cluster, ClusterOptions } from '../../cluster.ts';
import { ClusterError } from '../../errors.ts';
import { takeLock } from '../../host/named-lock.ts';
import { isRunning } from '../../host/process-identity.ts';
import { phase } from '../../progress.ts';
import { assertNotElsewhere } from './assert-not-elsewhere.ts';
import { ensureAllocation } from './ensure-allocation.ts';
import { followStart } from './follow-start.ts';
import { clusterLayout, type Layout } from './layout.ts';
import { nativeCluster } from './native-cluster.ts';
import { assertDiskSpace, assertFolderUsable, assertPlatform, assertPortsFree } from './preconditions.ts';
import { prepareCluster, type PreparedCluster } from './prepare-cluster.ts';
import { stopNative } from './remove-native.ts';
import { ensurePrograms, locatePrograms } from './software/programs.ts';
import { startSupervisor } from './start-supervisor.ts';
import { answersHealth } from './health.ts';
import { readStatus } from './supervisor/cluster-status.ts';

/**
 * Brings the cluster of that name up. One that runs as it should is left alone; one that a killed run left half way, or
 * that lost parts, or was made by another version of this tool, is completed or started anew. Its data stays.
 * When it fails or is cancelled, it stops what it started.
 */
export async function ensureNative(options: ClusterOptions): Promise<Cluster> {
  const { name, env, progress, signal } = options;
  assertPlatform(name);
  assertFolderUsable(env.clustersDir);
  const lock = await takeLock(name, {
    purpose: 'up',
    signal,
    onWait: (holder) => progress(`waiting for another command on cluster ${name}: ${holder}`),
  });
  try {
    const layout = clusterLayout(env.clustersDir, name);
    assertNotElsewhere(layout);
    const running = await findRunning(layout, options);
    if (running) return nativeCluster(layout, running.allocation);
    return await start(layout, options);
  } finally {
    await lock.release();
  }
}

/** The cluster, when it runs, answers, and is what it would be if it were started now. */
async function findRunning(layout: Layout, options: ClusterOptions): Promise<PreparedCluster | undefined> {
  const status = readStatus(layout);
  const programs = locatePrograms(options.env);
  if (!status || !isRunning(status.supervisor) || !programs || !existsSync(layout.stateFile))
    return undefined;
  const allocation = await ensureAllocation(layout, options.env);
  const prepared = await prepareCluster({ layout, allocation, programs, proxy: options.env.proxy });
  if (prepared.definition.hash !== status.definitionHash) {
    options.progress(`starting anew, because its programs or its configuration changed`);
    return undefined;
  }
  if (status.state === 'starting' && !(await becomesReady(layout, options))) return undefined;
  if (await answersHealth(layout, allocation)) return prepared;
  options.progress('starting anew, because its API server or its registry does not answer');
  return undefined;
}

/** A cluster that cannot recover by itself is started anew; what is wrong with it shows again then. */
async function becomesReady(layout: Layout, options: ClusterOptions): Promise<boolean> {
  try {
    await followStart(layout, options);
    return true;
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    options.progress(`starting anew, because: ${error.message}`);
    return false;
  }
}

async function start(layout: Layout, options: ClusterOptions): Promise<Cluster> {
  const { env, progress, signal } = options;
  assertDiskSpace(layout.dir, env.programsCacheDir);
  const programs = await phase(progress, 'programs', (notes) => ensurePrograms({ env, notes, signal }));
  signal?.throwIfAborted();
  await stopNative(layout, env);
  const allocation = await ensureAllocation(layout, env);
  await assertPortsFree(layout.name, allocation);
  const { definition } = await phase(progress, 'configuration', (notes) =>
    prepareCluster({ layout, allocation, programs, proxy: env.proxy, notes }),
  );
  return stopOnFailure(layout, options, async () => {
    await phase(progress, 'network', (notes) => startSupervisor(definition, { env, notes }));
    await followStart(layout, options);
    return nativeCluster(layout, allocation);
  });
}

/** Nothing half done is left running: neither by a failure nor by Ctrl-C. */
async function stopOnFailure<Result>(
  layout: Layout,
  { env, signal }: ClusterOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await stopNative(layout, env);
    if (signal?.aborted) {
      throw new ClusterError(
        'CANCELLED',
        { left: `cluster ${layout.name} was stopped; its data is kept` },
        error,
      );
    }
    throw error;
  }
}
