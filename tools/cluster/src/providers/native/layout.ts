import { join } from 'node:path';

const runRoot = '/run/todo-clusters';

/** Where everything of one cluster lies, and how its parts are called on the machine. */
export interface Layout {
  readonly name: string;
  /** Kept by `down`, deleted by `down --purge`. */
  readonly dir: string;
  readonly stateFile: string;
  readonly kubeconfig: string;
  readonly pkiDir: string;
  readonly etcDir: string;
  readonly varDir: string;
  readonly volumesDir: string;
  readonly logDir: string;
  /** Exists only while the cluster runs. */
  readonly runDir: string;
  readonly definitionFile: string;
  readonly statusFile: string;
  readonly containerdSocket: string;
  readonly envoySocket: string;
  readonly node: string;
  readonly netns: string;
  readonly netnsFile: string;
  /** At most 15 characters, the kernel's limit for interfaces. */
  readonly veth: string;
  readonly nftTable: string;
  readonly cgroup: string;
  readonly cniNetwork: string;
}

/** Names of clusters: they become parts of file, host and interface names. */
export const clusterNamePattern = /^[a-z][a-z0-9-]{0,11}$/;

/** The places and names of a cluster; a pure function of its name. */
export function clusterLayout(clustersDir: string, name: string): Layout {
  const dir = join(clustersDir, name);
  const runDir = join(runRoot, name);
  return {
    name,
    dir,
    stateFile: join(dir, 'state.json'),
    kubeconfig: join(dir, 'kubeconfig'),
    pkiDir: join(dir, 'pki'),
    etcDir: join(dir, 'etc'),
    varDir: join(dir, 'var'),
    volumesDir: join(dir, 'volumes'),
    logDir: join(dir, 'log'),
    runDir,
    definitionFile: join(runDir, 'definition.json'),
    statusFile: join(runDir, 'status.json'),
    containerdSocket: join(runDir, 'containerd.sock'),
    envoySocket: join(runDir, 'envoy.sock'),
    node: `todo-${name}`,
    netns: `todo-${name}`,
    netnsFile: `/run/netns/todo-${name}`,
    veth: `td-${name}`,
    nftTable: `todo-${name}`,
    cgroup: `todo-${name}`,
    cniNetwork: `todo-${name}`,
  };
}

/** The parent of all clusters' run folders on this machine. */
export const runFolderOfClusters = runRoot;
