import { clusterProcesses, podProcesses } from './cluster-processes.ts';
import { endProcesses } from './end-processes.ts';
import type { Layout } from './layout.ts';
import type { StepStatus } from './supervisor/cluster-status.ts';

/** In this order, each group at once: nothing starts pods again once they are ended, and etcd outlives its writers. */
const groups = [
  {
    names: [
      'kubelet',
      'controller-manager',
      'scheduler',
      'kube-proxy',
      'metrics-server',
      'contour',
      'envoy',
      'coredns',
    ],
    termMs: 1000,
  },
  // It drains for as long as watches are open, and keeps nothing that is not in etcd.
  { names: ['apiserver'], termMs: 500 },
  { names: ['containerd', 'registry', 'etcd'], termMs: 2000 },
] as const;
const podTermMs = 2000;

/**
 * Ends the cluster's components and pods in an order in which nothing is lost, first gently. Works from what the
 * status file says, so also when the supervisor is dead. What it does not know of is left to removeRemains.
 */
export async function stopProcesses(layout: Layout, steps: readonly StepStatus[]): Promise<void> {
  const [first, ...rest] = groups;
  const named = (names: readonly string[]) =>
    steps.filter(({ name }) => names.includes(name)).flatMap(({ process }) => (process ? [process] : []));
  await endProcesses(named(first.names), { termMs: first.termMs });
  await endProcesses(podProcesses(layout), { termMs: podTermMs });
  for (const { names, termMs } of rest) await endProcesses(named(names), { termMs });
}

/** Ends every process of the cluster at once, and gives the ids of those that did not end. */
export async function killProcesses(layout: Layout): Promise<number[]> {
  const left = await endProcesses(clusterProcesses(layout), { termMs: 0 });
  return left.map(({ pid }) => pid);
}
