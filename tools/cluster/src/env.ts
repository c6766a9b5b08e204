import { homedir } from 'node:os';
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const workspaceRoot = join(import.meta.dirname, '../../..');
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/bin'];
const proxyNames = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
] as const;

/** What this tool takes from its environment. */
export interface Env {
  /** Parent of the clusters' folders: `TODO_CLUSTER_DIR`, else /var/lib/todo-clusters. */
  readonly clustersDir: string;
  /** The connection file that `up` writes: `TODO_CLUSTER_FILE`, else .todo/cluster.json of the workspace. */
  readonly connectionFile: string;
  /** Where unpacked programs are kept: below `XDG_CACHE_HOME`, else ~/.cache. */
  readonly programsCacheDir: string;
  /** PATH, with the folders of system programs added at its end. */
  readonly path: string;
  /** The whole environment for child processes, with that PATH and English messages. */
  readonly forCommands: NodeJS.ProcessEnv;
  /** Proxy settings, which containerd needs to reach registries. */
  readonly proxy: Readonly<Record<string, string>>;
}

/** Reads the environment once. */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const path = extendPath(source.PATH ?? '');
  const cacheHome = source.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return {
    clustersDir: realPath(resolve(source.TODO_CLUSTER_DIR ?? '/var/lib/todo-clusters')),
    connectionFile: resolve(source.TODO_CLUSTER_FILE ?? join(workspaceRoot, '.todo/cluster.json')),
    programsCacheDir: join(cacheHome, 'todo-chatbot/programs'),
    path,
    forCommands: { ...source, PATH: path, LC_ALL: 'C' },
    proxy: proxySettings(source),
  };
}

/** The kernel lists mounts by their real paths. The last folders may not be there yet. */
function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realPath(dirname(path)), basename(path));
}

function extendPath(path: string): string {
  const folders = path.split(':').filter((folder) => folder !== '');
  return [...new Set([...folders, ...systemFolders])].join(':');
}

function proxySettings(source: NodeJS.ProcessEnv): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const name of proxyNames) {
    const value = source[name];
    if (value !== undefined) settings[name] = value;
  }
  return settings;
}
