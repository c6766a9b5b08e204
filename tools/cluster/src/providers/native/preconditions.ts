import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { ClusterError } from '../../errors.ts';
import { describePortHolder, isPortFree } from '../../host/ports.ts';
import { portNumbers, type Allocation } from './allocation.ts';
import { evictionMib } from './config/kubelet.ts';

/** Room for images and volumes above the mark below which kubelet evicts pods. */
const roomForUseMib = 1000;
export const freeMibMin = evictionMib + roomForUseMib;
const mebibyte = 1024 * 1024;

/**
 * @throws PLATFORM_UNSUPPORTED, NOT_ROOT
 */
export function assertPlatform(name: string): void {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    const problem = 'a native cluster is made of Linux processes, on x64 or arm64';
    throw new ClusterError('PLATFORM_UNSUPPORTED', { platform, problem });
  }
  if (process.getuid?.() !== 0) throw new ClusterError('NOT_ROOT', { name });
}

/**
 * Checks the disks of these folders, which need not be there yet.
 *
 * @throws DISK_FULL
 */
export function assertDiskSpace(...folders: readonly string[]): void {
  for (const folder of folders) {
    const { bavail, bsize } = statfsSync(existingParent(folder));
    const freeMib = Math.floor((bavail * bsize) / mebibyte);
    if (freeMib < freeMibMin) throw new ClusterError('DISK_FULL', { folder, freeMib, neededMib: freeMibMin });
  }
}

/**
 * Refuses folders whose names mean something else in the options of a mount or in a component's configuration.
 *
 * @throws USAGE
 */
export function assertFolderUsable(folder: string): void {
  if (/^[A-Za-z0-9/._@+-]+$/.test(folder)) return;
  const problem = `TODO_CLUSTER_DIR ${folder} may hold only letters, digits and the characters / . _ @ + -`;
  throw new ClusterError('USAGE', { problem });
}

/**
 * @throws PORT_TAKEN, for the first of the cluster's ports that something else uses
 */
export async function assertPortsFree(cluster: string, { ports }: Allocation): Promise<void> {
  for (const port of portNumbers(ports)) {
    if (!(await isPortFree(port))) {
      throw new ClusterError('PORT_TAKEN', { port, cluster, holder: describePortHolder(port) });
    }
  }
}

function existingParent(folder: string): string {
  return existsSync(folder) ? folder : existingParent(dirname(folder));
}
