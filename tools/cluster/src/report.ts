import type { Cluster, ClusterStatusReport, PartStatus } from './cluster.ts';

const failureCharactersMax = 160;

/** How to reach the cluster, a line each. */
export function formatCluster({ kubeconfig, context, registry, address, secureAddress }: Cluster): string {
  return [
    `kubeconfig    ${kubeconfig} (context ${context})`,
    `registry      ${registry}`,
    `address       ${[...new Set([address, secureAddress])].join(' and ')}`,
  ].join('\n');
}

/** The state, each part, and how to reach the cluster. */
export function formatStatus({ name, provider, state, parts, cluster }: ClusterStatusReport): string {
  const lines = [`cluster ${name} (${provider}): ${state}`, ...parts.map(formatPart)];
  return [...lines, ...(cluster ? [formatCluster(cluster)] : [])].join('\n');
}

function formatPart({ name, state, pid, restarts = 0, lastFailure }: PartStatus): string {
  const facts = [
    state,
    ...(pid === undefined ? [] : [`process ${pid}`]),
    ...(restarts > 0 ? [`started again ${restarts} times`] : []),
    ...(lastFailure === undefined ? [] : [`last failure: ${lastFailure.slice(0, failureCharactersMax)}`]),
  ];
  return `  ${name.padEnd(20)}${facts.join(', ')}`;
}
