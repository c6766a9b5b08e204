import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';

export interface MeasuredUsage {
  /** `measured`, or why it is not. */
  readonly usage: string;
  /** PodMetrics of the namespace; absent where there are none. */
  readonly metrics?: readonly KubernetesObject[];
}

const podMetrics = { apiVersion: 'metrics.k8s.io/v1beta1', kind: 'PodMetrics' };

/** Metrics are the cluster's extra: what asks for them must not wait long for those that do not come. */
const patienceMs = 5_000;

/** Reads what the pods of a namespace take, where the cluster measures that. */
export async function readUsage(
  cluster: Cluster,
  { namespace, signal }: { readonly namespace: string } & CallOptions,
): Promise<MeasuredUsage> {
  const patience = AbortSignal.timeout(patienceMs);
  const options = { signal: AbortSignal.any([signal, patience]) };
  try {
    if (!(await cluster.resourceOf(podMetrics, options)))
      return { usage: 'not measured: the cluster serves no metrics.k8s.io' };
    const metrics = await cluster.list({ ...podMetrics, namespace }, options);
    return metrics.length > 0
      ? { usage: 'measured', metrics }
      : { usage: 'not measured: metrics.k8s.io has none of these pods yet' };
  } catch (error) {
    if (signal.aborted || !(error instanceof DeployError || patience.aborted)) throw error;
    const isForbidden = error instanceof DeployError && error.code === 'FORBIDDEN';
    const why = isForbidden ? 'metrics.k8s.io is forbidden' : 'metrics.k8s.io does not answer';
    return { usage: `not measured: ${why}` };
  }
}
