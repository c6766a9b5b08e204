import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterError } from '../../../errors.ts';
import { lastLines } from '../../../host/last-lines.ts';
import { tryCommand, type Command } from '../../../host/run-command.ts';

/** A program that the system's package manager brings. */
interface SystemProgram {
  readonly name: string;
  readonly debianPackage: string;
}

const needed: readonly SystemProgram[] = [
  { name: 'etcd', debianPackage: 'etcd-server' },
  { name: 'containerd', debianPackage: 'containerd' },
  { name: 'containerd-shim-runc-v2', debianPackage: 'containerd' },
  { name: 'runc', debianPackage: 'runc' },
  { name: 'docker-registry', debianPackage: 'docker-registry' },
  { name: 'nft', debianPackage: 'nftables' },
  { name: 'ip', debianPackage: 'iproute2' },
  { name: 'nsenter', debianPackage: 'util-linux' },
];
const usualCniFolders = ['/usr/lib/cni', '/opt/cni/bin'];
const cniPackage = 'containernetworking-plugins';
const pipPackage = 'python3-pip';
/** Services that Debian starts when their packages are installed; the cluster runs these programs itself. */
const services: Readonly<Record<string, string>> = {
  'etcd-server': 'etcd',
  containerd: 'containerd',
  'docker-registry': 'docker-registry',
};

export interface InstallOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly isRoot: boolean;
  /** Whether pip is needed, to download what is not in the cache. */
  readonly needsPip: boolean;
  /** Where CNI plugins may lie; default: where Debian and others put them. */
  readonly cniFolders?: readonly string[];
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** The program's file, searched on PATH. */
export function findProgram(name: string, path: string): string | undefined {
  return path
    .split(':')
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** The folder of the CNI plugins. */
export function findCniPlugins(folders: readonly string[] = usualCniFolders): string | undefined {
  return folders.find((folder) => isExecutable(join(folder, 'bridge')));
}

/** Debian packages of the needed programs that are not there. */
export async function missingPackages({ env, needsPip, cniFolders }: InstallOptions): Promise<string[]> {
  const path = env.PATH ?? '';
  const packages = needed.filter(({ name }) => !findProgram(name, path)).map((entry) => entry.debianPackage);
  if (!findCniPlugins(cniFolders)) packages.push(cniPackage);
  if (needsPip && (await tryCommand(['python3', '-m', 'pip', '--version'], { env })).exitCode !== 0) {
    packages.push(pipPackage);
  }
  return [...new Set(packages)].sort();
}

/**
 * Installs what is missing with apt-get.
 *
 * @returns the packages installed now
 * @throws PACKAGES_MISSING where that cannot be done, with the command to run; PACKAGES_FAILED
 */
export async function ensureSystemPrograms(options: InstallOptions): Promise<string[]> {
  const packages = await missingPackages(options);
  if (packages.length === 0) return [];
  const obstacle = obstacleToInstalling(options);
  if (obstacle !== undefined) {
    throw new ClusterError('PACKAGES_MISSING', {
      programs: packages.join(', '),
      reason: obstacle,
      command: `apt-get install --no-install-recommends ${packages.join(' ')}`,
    });
  }
  options.onProgress(`installing ${packages.join(' ')} with apt-get`);
  await install(packages, options);
  await stopServices(packages, options);
  return packages;
}

function obstacleToInstalling({ isRoot, env }: InstallOptions): string | undefined {
  if (!isDebianLike()) return 'this is neither Debian nor Ubuntu';
  if (!findProgram('apt-get', env.PATH ?? '')) return 'there is no apt-get';
  return isRoot ? undefined : 'this user is not root';
}

/** os-release(5). */
function isDebianLike(): boolean {
  if (!existsSync('/etc/os-release')) return false;
  return /^(ID|ID_LIKE)=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** Package lists may be missing or old: they are fetched once when the first try fails. */
async function install(packages: readonly string[], options: InstallOptions): Promise<void> {
  const command: Command = [
    'apt-get',
    'install',
    '--yes',
    '--no-install-recommends',
    ...aptOptions,
    ...packages,
  ];
  const env = { ...options.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { signal } = options;
  if ((await tryCommand(command, { env, signal })).exitCode === 0) return;
  signal?.throwIfAborted();
  options.onProgress('fetching the package lists with apt-get update');
  await tryCommand(['apt-get', 'update', ...aptOptions], { env, signal });
  const second = await tryCommand(command, { env, signal });
  signal?.throwIfAborted();
  if (second.exitCode === 0) return;
  throw new ClusterError('PACKAGES_FAILED', {
    command: `apt-get install --no-install-recommends ${packages.join(' ')}`,
    lastLines: lastLines(second.stderr || second.stdout, 3),
  });
}

/** Another apt may be at work: wait for it. */
const aptOptions = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=2'];

/** Only those that came with the packages just installed: others belong to whoever installed them. */
async function stopServices(packages: readonly string[], { env }: InstallOptions): Promise<void> {
  if (!existsSync('/run/systemd/system')) return;
  const started = packages.map((name) => services[name]).filter((service) => service !== undefined);
  for (const service of started) await tryCommand(['systemctl', 'disable', '--now', service], { env });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
