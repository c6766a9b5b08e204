import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod/mini';
import { mountsBelow } from '../../host/mounts.ts';
import { takeLock } from '../../host/named-lock.ts';
import { tryCommand } from '../../host/run-command.ts';
import { readFileIfThere, writeFileAtomically } from '../../host/write-file.ts';
import { runFolderOfClusters } from './layout.ts';

/** Settings of the kernel that a node needs, or that kubelet sets by itself; they belong to the whole machine. */
const settings = [
  'net/ipv4/ip_forward',
  'net/ipv4/conf/lo/route_localnet',
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
] as const;
const needed: Partial<Record<(typeof settings)[number], string>> = {
  'net/ipv4/ip_forward': '1',
  'net/ipv4/conf/lo/route_localnet': '1',
};
/** kubelet makes these whatever its configuration says. */
const folders = ['/var/lib/kubelet/device-plugins', '/var/lib/kubelet', '/var/log/containers'] as const;

const recordFile = join(runFolderOfClusters, 'machine.json');
/** ip-netns(8) mounts this folder on itself, for its first namespace. */
const netnsDir = '/run/netns';
const recordSchema = z.object({
  settings: z.record(z.string(), z.string()),
  createdFolders: z.array(z.string()),
  // Absent in what earlier versions wrote: then the mount is left, since it may be another program's.
  hadNetnsMount: z._default(z.boolean(), true),
});

/** Sets what a node needs, after writing down how the machine was before its first cluster of this boot. */
export function applyMachineSettings(): Promise<void> {
  return withLock(() => {
    mkdirSync(runFolderOfClusters, { recursive: true });
    if (!existsSync(recordFile)) {
      const before = Object.fromEntries(settings.map((name) => [name, read(name)]));
      const createdFolders = folders.filter((folder) => !existsSync(folder));
      const hadNetnsMount = mountsBelow([netnsDir]).includes(netnsDir);
      writeFileAtomically(recordFile, JSON.stringify({ settings: before, createdFolders, hadNetnsMount }));
    }
    for (const [name, value] of Object.entries(needed)) write(name, value);
  });
}

/** Gives the machine back as it was, unless another cluster's run folder is still there. */
export function restoreMachineSettings(env: NodeJS.ProcessEnv): Promise<void> {
  return withLock(async () => {
    const text = readFileIfThere(recordFile);
    if (text === undefined || otherClusters().length > 0) return;
    const record = recordSchema.parse(JSON.parse(text));
    for (const [name, value] of Object.entries(record.settings)) write(name, value);
    for (const folder of record.createdFolders) removeFolderOfKubelet(folder);
    if (!record.hadNetnsMount) await unmountNetnsDir(env);
    rmSync(recordFile);
    removeIfEmpty(runFolderOfClusters);
  });
}

/** Two clusters may start and stop at once. */
async function withLock(work: () => void | Promise<void>): Promise<void> {
  const lock = await takeLock('/machine', { purpose: 'changing settings of the machine' });
  try {
    await work();
  } finally {
    await lock.release();
  }
}

async function unmountNetnsDir(env: NodeJS.ProcessEnv): Promise<void> {
  const isUsed = existsSync(netnsDir) && readdirSync(netnsDir).length > 0;
  if (!isUsed) await tryCommand(['umount', netnsDir], { env });
}

function otherClusters(): string[] {
  return readdirSync(runFolderOfClusters, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function removeFolderOfKubelet(folder: string): void {
  if (folder.endsWith('device-plugins')) rmSync(folder, { recursive: true, force: true });
  else removeIfEmpty(folder);
}

/** Something may be put into it at this very moment. */
function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function read(name: string): string {
  return existsSync(`/proc/sys/${name}`) ? readFileSync(`/proc/sys/${name}`, 'utf8').trim() : '';
}

function write(name: string, value: string): void {
  if (value !== '' && read(name) !== value) writeFileSync(`/proc/sys/${name}`, value);
}
