import { at, textAt } from './kubernetes-object.ts';
import { toDeployError } from './api-error.ts';
import { openTransport } from './transport.ts';
import type { CallOptions } from './cluster.ts';

export interface ClusterUser {
  readonly name: string;
  readonly groups: readonly string[];
}

/**
 * Who the cluster takes the user of this connection for, as `kubectl auth whoami` shows it.
 *
 * @throws DeployError CREDENTIALS_REFUSED, CLUSTER_UNREACHABLE, …
 */
export async function identifyUser(
  { kubeconfig, context }: { readonly kubeconfig: string; readonly context: string },
  { signal }: CallOptions,
): Promise<ClusterUser> {
  const transport = await openTransport(kubeconfig, context);
  const apiVersion = 'authentication.k8s.io/v1';
  const path = `/apis/${apiVersion}/selfsubjectreviews`;
  const body = { apiVersion, kind: 'SelfSubjectReview' };
  try {
    const answer = await transport.send({ method: 'POST', path, body, signal });
    const review: unknown = JSON.parse(answer.body);
    const groups = at(review, 'status', 'userInfo', 'groups');
    return {
      name: textAt(review, 'status', 'userInfo', 'username') ?? '',
      groups: Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [],
    };
  } catch (error) {
    throw toDeployError(error, transport);
  }
}
