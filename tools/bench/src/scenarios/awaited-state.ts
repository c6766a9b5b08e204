import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';

/** A state that the cluster is to show of a pod that was not there before. */
export interface AwaitedState {
  readonly name: string;
  /** Shown by the pod, or by an event about it. */
  readonly state:
    | { readonly pod: (pod: V1Pod) => boolean }
    | { readonly eventReason: string; readonly eventMessage?: RegExp };
}

export function containersOf({ status }: V1Pod): readonly V1ContainerStatus[] {
  return status?.containerStatuses ?? [];
}

export function isWaitingFor(pod: V1Pod, reasons: readonly string[]): boolean {
  return containersOf(pod).some(({ state }) => reasons.includes(state?.waiting?.reason ?? ''));
}
