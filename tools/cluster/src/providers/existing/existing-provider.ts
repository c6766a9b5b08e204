import { connect } from 'node:net';
import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { z } from 'zod/mini';
import type { Cluster, ClusterStatusReport } from '../../cluster.ts';
import { ClusterError } from '../../errors.ts';

/** A cluster that someone else made, named in full: nothing about it is guessed. */
export interface ExistingOptions {
  /** Absolute path. */
  readonly kubeconfig: string;
  readonly context: string;
  readonly registry: string;
  readonly address: string;
  readonly secureAddress: string;
}

const kubeconfigSchema = z.object({
  clusters: z.array(z.object({ name: z.string(), cluster: z.object({ server: z.url() }) })),
  contexts: z.array(z.object({ name: z.string(), context: z.object({ cluster: z.string() }) })),
});
const timeoutMs = 5000;

/**
 * Gives the cluster as it was named, after seeing that its API server answers. Nothing in it is changed.
 *
 * @throws KUBECONFIG_UNREADABLE, CONTEXT_UNKNOWN, ENDPOINT_UNREACHABLE
 */
export async function ensureExisting(name: string, options: ExistingOptions): Promise<Cluster> {
  const server = serverOf(options);
  const problem = await connectionProblem(new URL(server));
  if (problem !== undefined)
    throw new ClusterError('ENDPOINT_UNREACHABLE', { part: 'API server', url: server, problem });
  return { name, provider: 'existing', ...options };
}

/** Whether the cluster that was named answers. */
export async function existingStatus(name: string, options: ExistingOptions): Promise<ClusterStatusReport> {
  const problem = await connectionProblem(new URL(serverOf(options)));
  return {
    name,
    provider: 'existing',
    state: problem === undefined ? 'running' : 'damaged',
    parts: [{ name: 'apiserver', state: problem === undefined ? 'ready' : `no answer (${problem})` }],
    cluster: { name, provider: 'existing', ...options },
  };
}

function serverOf({ kubeconfig, context }: ExistingOptions): string {
  const { clusters, contexts } = readKubeconfig(kubeconfig);
  const entry = contexts.find(({ name }) => name === context);
  if (!entry) {
    throw new ClusterError('CONTEXT_UNKNOWN', {
      context,
      kubeconfig,
      known: contexts.map(({ name }) => name),
    });
  }
  const cluster = clusters.find(({ name }) => name === entry.context.cluster);
  if (cluster) return cluster.cluster.server;
  const problem = `its context ${context} names cluster ${entry.context.cluster}, which it does not hold`;
  throw new ClusterError('KUBECONFIG_UNREADABLE', { kubeconfig, problem });
}

function readKubeconfig(kubeconfig: string): z.infer<typeof kubeconfigSchema> {
  try {
    return kubeconfigSchema.parse(load(readFileSync(kubeconfig, 'utf8')));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const problem = isMissing ? 'there is no such file' : 'it cannot be read as a kubeconfig';
    throw new ClusterError('KUBECONFIG_UNREADABLE', { kubeconfig, problem }, error);
  }
}

/** Undefined when something accepts a connection there. */
function connectionProblem({ hostname, port, protocol }: URL): Promise<string | undefined> {
  const standardPort = protocol === 'https:' ? 443 : 80;
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({ host, port: port === '' ? standardPort : Number(port), timeout: timeoutMs });
    const finish = (problem?: string) => {
      socket.destroy();
      resolve(problem);
    };
    socket.on('connect', () => finish());
    socket.on('timeout', () => finish(`nothing within ${timeoutMs / 1000} s`));
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
  });
}
