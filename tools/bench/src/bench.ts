import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openClusterView, type ClusterView } from './cluster/cluster-view.ts';
import { readConnection, writeAccess, type Access, type Connection } from './cluster/connection.ts';
import { CountingProxy } from './cluster/counting-proxy.ts';
import { deleteImages } from './cluster/delete-images.ts';
import { Endings } from './endings.ts';
import { programCache, userEnvironment } from './env.ts';
import { runProgram, type Command, type ProgramOptions, type ProgramRun } from './measure/run-program.ts';
import { bundledProgram } from './programs/bundled-programs.ts';

/** What one scenario works with; all that it makes is gone after `close`. */
export interface Bench {
  readonly workspaceRoot: string;
  readonly connection: Connection;
  readonly cluster: ClusterView;
  readonly direct: Access;
  /** The way to the cluster on which calls are counted. */
  readonly proxy: CountingProxy;
  readonly programs: { readonly helm: string; readonly kubectl: string };
  /** How many runs are measured, after one that is not. */
  readonly runs: number;
  readonly signal: AbortSignal;
  /** The name of all that this run makes: namespaces begin with it, and images lie in its folder of the registry. */
  readonly name: string;
  /** Says what goes on. */
  readonly say: (line: string) => void;
  /** A name for a namespace, which is deleted in the end. */
  readonly namespace: (purpose: string) => string;
  /** Makes a temporary folder. */
  readonly folder: (purpose: string) => Promise<string>;
  /** Runs a program as a user would. */
  readonly run: (command: Command, options?: Partial<ProgramOptions>) => Promise<ProgramRun>;
  /** Does this in the end, after whatever was asked for later. */
  readonly atEnd: (act: () => Promise<void> | void) => void;
  readonly close: () => Promise<void>;
}

export interface BenchOptions {
  readonly workspaceRoot: string;
  readonly clusterFile: string;
  readonly runs: number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** @throws BenchError CONNECTION_MISSING */
export async function openBench({ clusterFile, ...options }: BenchOptions): Promise<Bench> {
  const connection = await readConnection(clusterFile);
  const [helm, kubectl] = await Promise.all([
    bundledProgram('helm', programCache),
    bundledProgram('kubectl', programCache),
  ]);
  const stopping = new AbortController();
  const signal = AbortSignal.any([options.signal, stopping.signal]);
  const endings = new Endings();
  const root = await mkdtemp(join(tmpdir(), 'todo-bench-'));
  endings.add(() => rm(root, { recursive: true, force: true }));
  const proxy = await CountingProxy.open(root, connection);
  endings.add(() => proxy.close());
  const cluster = openClusterView(connection);
  const name = `todo-bench-${randomBytes(3).toString('hex')}`;
  endings.add(() => deleteImages(connection.registry, name));
  const namespaces: string[] = [];
  endings.add(() => deleteNamespaces(namespaces, cluster));
  const programs = openPrograms({ root, helm, signal });
  endings.add(programs.allEnded);
  endings.add(() => stopping.abort());
  return {
    ...options,
    signal,
    connection,
    cluster,
    direct: await writeAccess(root, connection),
    proxy,
    programs: { helm, kubectl },
    name,
    namespace(purpose) {
      const namespace = `${name}-${purpose}`;
      namespaces.push(namespace);
      return namespace;
    },
    async folder(purpose) {
      const folder = join(root, purpose);
      await mkdir(folder, { recursive: true });
      return folder;
    },
    run: programs.run,
    atEnd: (act) => endings.add(act),
    close: () => endings.end(),
  };
}

interface ProgramsOptions {
  readonly root: string;
  /** Found by its name, as if it had been installed. */
  readonly helm: string;
  readonly signal: AbortSignal;
}

/** Runs programs whose caches and settings lie in a folder, and knows when all of them have ended. */
function openPrograms({ root, helm, signal }: ProgramsOptions) {
  const own = {
    CI: 'true',
    KUBECACHEDIR: join(root, 'kube-cache'),
    HELM_CACHE_HOME: join(root, 'helm-cache'),
    HELM_CONFIG_HOME: join(root, 'helm-config'),
    HELM_DATA_HOME: join(root, 'helm-data'),
  };
  const env = userEnvironment(own, [dirname(helm)]);
  const running = new Set<Promise<unknown>>();
  const run: Bench['run'] = (command, own = {}) => {
    const program = runProgram(command, { cwd: root, signal, ...own, env: { ...env, ...own.env } });
    running.add(program);
    return program.finally(() => running.delete(program));
  };
  return { run, allEnded: async () => void (await Promise.allSettled(running)) };
}

const deletionTimeoutMs = 180_000;

/** Deletes them all at once, and waits until they are gone. */
async function deleteNamespaces(names: readonly string[], cluster: ClusterView): Promise<void> {
  const deadline = performance.now() + deletionTimeoutMs;
  let left = names;
  while (left.length > 0 && performance.now() < deadline) {
    const isThere = await Promise.all(left.map((name) => cluster.deleteNamespace(name)));
    left = left.filter((_, index) => isThere[index]);
    if (left.length > 0) await delay(1_000);
  }
  if (left.length > 0) throw new Error(`Namespaces ${left.join(', ')}: still being deleted`);
}
