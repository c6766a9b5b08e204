import { readdirSync, readFileSync, statSync } from 'node:fs';
import { processesInCgroup } from '../../host/cgroups.ts';
import { identifyProcess, type ProcessIdentity } from '../../host/process-identity.ts';
import type { Layout } from './layout.ts';

/** Every process of a cluster carries this in its environment, with the folder of the cluster's data as its value. */
export const markName = 'TODO_CLUSTER_OWNER';

/**
 * Every process of a cluster, whatever became of its parent: those that carry its mark, those in its network namespace,
 * and those of its pods. This process itself is never among them.
 */
export function clusterProcesses(layout: Layout): ProcessIdentity[] {
  const mark = `${markName}=${layout.dir}`;
  const namespace = inodeOf(layout.netnsFile);
  const marked = allProcesses().filter((pid) => hasMark(pid, mark) || isInNamespace(pid, namespace));
  const pids = new Set([...marked, ...processesInCgroup(layout.cgroup)]);
  pids.delete(process.pid);
  return [...pids].map(identifyProcess).filter((identity) => identity !== undefined);
}

/** Those of its pods only. */
export function podProcesses(layout: Layout): ProcessIdentity[] {
  return processesInCgroup(layout.cgroup)
    .map(identifyProcess)
    .filter((identity) => identity !== undefined);
}

function allProcesses(): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number);
}

function hasMark(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark);
  } catch {
    return false;
  }
}

function isInNamespace(pid: number, namespace: number | undefined): boolean {
  return namespace !== undefined && inodeOf(`/proc/${pid}/ns/net`) === namespace;
}

function inodeOf(file: string): number | undefined {
  try {
    return statSync(file).ino;
  } catch {
    return undefined;
  }
}
