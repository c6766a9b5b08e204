import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { clusterLayout } from '../../src/providers/native/layout.ts';
import { clustersDir } from './cluster-cli.ts';

/** Everything on the machine that belongs to a cluster, besides its data, found without help of the code under test. */
export function tracesOf(name: string): string[] {
  const { runDir, dir, netnsFile, veth, nftTable, cgroup, cniNetwork } = clusterLayout(clustersDir, name);
  return [
    ...processesOf([`${dir}/`, `${runDir}/`], netnsFile).map((line) => `process ${line}`),
    ...[runDir, netnsFile, `/sys/class/net/${veth}`].filter((path) => existsSync(path)),
    ...mountLines().filter((line) => line.includes(`${dir}/`) || line.includes(`${runDir}/`)),
    ...linesOf('nft', ['list', 'tables']).filter((line) => line.endsWith(` ${nftTable}`)),
    ...cgroupFolders(cgroup),
    ...entries('/var/lib/cni/results').filter((file) => file.startsWith(`${cniNetwork}-`)),
    ...linksInto('/var/log/containers', `${dir}/`),
  ];
}

/** Sockets of the pods' shims, which lie outside the cluster's own folders. */
export function shimSockets(name: string): string[] {
  const bundles = join(
    clusterLayout(clustersDir, name).runDir,
    'containerd/io.containerd.runtime.v2.task/k8s.io',
  );
  return entries(bundles)
    .map((id) => join(bundles, id, 'address'))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8').trim().replace('unix://', ''));
}

function processesOf(folders: readonly string[], netnsFile: string): string[] {
  const namespace = inode(netnsFile);
  return entries('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((pid) => {
      const commandLine = read(`/proc/${pid}/cmdline`);
      const workDir = `${link(`/proc/${pid}/cwd`)}/`;
      const isInNamespace = namespace !== undefined && inode(`/proc/${pid}/ns/net`) === namespace;
      return (
        isInNamespace || folders.some((folder) => commandLine.includes(folder) || workDir.startsWith(folder))
      );
    })
    .map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`);
}

function cgroupFolders(name: string): string[] {
  const root = '/sys/fs/cgroup';
  return [root, ...entries(root).map((entry) => join(root, entry))]
    .map((folder) => join(folder, name))
    .filter((folder) => existsSync(folder));
}

function linksInto(folder: string, target: string): string[] {
  return entries(folder)
    .map((entry) => join(folder, entry))
    .filter((file) => lstatSync(file).isSymbolicLink() && readlinkSync(file).startsWith(target));
}

function mountLines(): string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
}

function linesOf(program: string, args: readonly string[]): string[] {
  return execFileSync(program, args, { encoding: 'utf8' }).split('\n');
}

function entries(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}

function inode(file: string): number | undefined {
  try {
    return statSync(file).ino;
  } catch {
    return undefined;
  }
}
