import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeCgroup } from '../../host/cgroups.ts';
import { mountsBelow, unmountBelow } from '../../host/mounts.ts';
import { killProcesses } from './stop-processes.ts';
import type { Layout } from './layout.ts';
import { restoreMachineSettings } from './machine-settings.ts';
import { removeNetwork } from './network.ts';

const cgroupTimeoutMs = 10_000;
/** containerd and the CNI library write there whatever their configuration says. */
const shimSocketPrefix = 'unix://';
const cniResultsDir = '/var/lib/cni/results';
const containerLogsDir = '/var/log/containers';

/**
 * Removes all that a cluster leaves on the machine but its data: processes, mounts, network, cgroups, run folder.
 * It goes by what it finds, not by what was noted down, so it clears up after anything that was killed half way and
 * after a reboot; where nothing is left it does nothing.
 *
 * @returns in words what could not be removed
 */
export async function removeRemains(layout: Layout, env: NodeJS.ProcessEnv): Promise<string[]> {
  const processes = await killProcesses(layout);
  removeShimSockets(layout);
  await unmountBelow([layout.runDir, layout.dir], env);
  await removeNetwork(layout, env);
  const cgroups = await removeCgroup(layout.cgroup, cgroupTimeoutMs);
  removeCniResults(layout);
  removeLogLinks(layout);
  const mounts = mountsBelow([layout.runDir, layout.dir]);
  if (mounts.length === 0) rmSync(layout.runDir, { recursive: true, force: true });
  await restoreMachineSettings(env);
  return [
    ...processes.map((pid) => `process ${pid}`),
    ...cgroups.map((folder) => `cgroup ${folder}`),
    ...mounts.map((point) => `mount ${point}`),
    ...(existsSync(layout.netnsFile) ? [`network namespace ${layout.netns}`] : []),
  ];
}

/** Each pod's shim has a socket whose address stands in the pod's folder. */
function removeShimSockets({ runDir }: Layout): void {
  const bundles = join(runDir, 'containerd/io.containerd.runtime.v2.task/k8s.io');
  for (const id of entriesOf(bundles)) {
    const file = join(bundles, id, 'address');
    if (!existsSync(file)) continue;
    const address = readFileSync(file, 'utf8').trim();
    if (address.startsWith(shimSocketPrefix)) rmSync(address.slice(shimSocketPrefix.length), { force: true });
  }
}

function removeCniResults({ cniNetwork }: Layout): void {
  const own = new RegExp(`^${cniNetwork}-[0-9a-f]{64}-`);
  for (const name of entriesOf(cniResultsDir)) {
    if (own.test(name)) rmSync(join(cniResultsDir, name));
  }
}

/** kubelet links every container's log there. */
function removeLogLinks({ logDir }: Layout): void {
  for (const name of entriesOf(containerLogsDir)) {
    const link = join(containerLogsDir, name);
    if (lstatSync(link).isSymbolicLink() && readlinkSync(link).startsWith(`${logDir}/`)) rmSync(link);
  }
}

function entriesOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
