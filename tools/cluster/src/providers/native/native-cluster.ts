import type { Cluster } from '../../cluster.ts';
import type { Allocation } from './allocation.ts';
import type { Layout } from './layout.ts';

/** How a native cluster is reached. */
export function nativeCluster({ name, kubeconfig, node }: Layout, { ports }: Allocation): Cluster {
  return {
    name,
    provider: 'native',
    kubeconfig,
    context: node,
    registry: `localhost:${ports.registry}`,
    address: `http://localhost:${ports.http}`,
    secureAddress: `https://localhost:${ports.https}`,
  };
}
