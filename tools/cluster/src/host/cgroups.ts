import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const root = '/sys/fs/cgroup';
/** Controllers that a kubelet manages, cgroups(7). */
const controllers = ['cpu', 'cpuset', 'memory', 'pids', 'io', 'hugetlb'];
const pollEveryMs = 20;

/** Makes a cgroup below the root, in every hierarchy of version 1, or in the only one of version 2. */
export function createCgroup(name: string): void {
  if (isVersion2()) enableControllers();
  for (const folder of hierarchies()) createIn(folder, name);
}

/** Ids of all processes in a cgroup and those below it. */
export function processesInCgroup(name: string): number[] {
  const pids = hierarchies().flatMap((folder) => processesBelow(join(folder, name)));
  return [...new Set(pids)];
}

/**
 * Removes a cgroup and all below it. Processes in it must have been ended; the kernel needs a moment to see that.
 *
 * @returns the folders that could not be removed in time
 */
export async function removeCgroup(name: string, timeoutMs: number): Promise<string[]> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const left = hierarchies().filter((folder) => !removeTree(join(folder, name)));
    if (left.length === 0 || Date.now() > deadline) return left.map((folder) => join(folder, name));
    await delay(pollEveryMs);
  }
}

export function isVersion2(): boolean {
  return existsSync(join(root, 'cgroup.controllers'));
}

function hierarchies(): string[] {
  if (isVersion2()) return [root];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, entry.name))
    .filter((folder) => existsSync(join(folder, 'cgroup.procs')));
}

/** A controller that the kernel lacks, or that a parent group keeps to itself, is left out; kubelet says if it needs it. */
function enableControllers(): void {
  for (const controller of controllers) {
    try {
      writeFileSync(join(root, 'cgroup.subtree_control'), `+${controller}`);
    } catch {
      continue;
    }
  }
}

function createIn(folder: string, name: string): void {
  const group = join(folder, name);
  mkdirSync(group, { recursive: true });
  // A version 1 cpuset takes no process until it has been given processors and memory nodes.
  for (const file of ['cpuset.cpus', 'cpuset.mems']) inherit(join(folder, file), join(group, file));
}

function inherit(parentFile: string, file: string): void {
  if (isVersion2() || !existsSync(parentFile)) return;
  if (readFileSync(file, 'utf8').trim() === '') writeFileSync(file, readFileSync(parentFile, 'utf8'));
}

function processesBelow(group: string): number[] {
  if (!existsSync(group)) return [];
  const own = readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
  return [...own, ...childGroups(group).flatMap(processesBelow)];
}

function removeTree(group: string): boolean {
  if (!existsSync(group)) return true;
  const areChildrenGone = childGroups(group)
    .map((child) => removeTree(child))
    .every(Boolean);
  if (!areChildrenGone) return false;
  try {
    rmdirSync(group);
    return true;
  } catch {
    return !existsSync(group);
  }
}

function childGroups(group: string): string[] {
  return readdirSync(group, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(group, entry.name));
}
