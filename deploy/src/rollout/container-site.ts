import { recordsAt, refOf, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { Cause } from './cause.ts';

/** One container of a pod, as the pod's status has it. */
export interface ContainerSite {
  readonly pod: KubernetesObject;
  readonly name: string;
  readonly status: Readonly<Record<string, unknown>>;
  readonly isInit: boolean;
}

/** Where a cause was seen. */
export function seenAt({ pod, name }: ContainerSite): Required<Pick<Cause, 'pod' | 'container'>> {
  return { pod: refOf(pod), container: name };
}

/** The pod, and the container where the pod has several. */
export function nameOf({ pod, name }: ContainerSite): string {
  const containers =
    recordsAt(pod, 'spec', 'containers').length + recordsAt(pod, 'spec', 'initContainers').length;
  return containers > 1 ? `Pod ${pod.metadata.name}, container ${name}` : `Pod ${pod.metadata.name}`;
}
