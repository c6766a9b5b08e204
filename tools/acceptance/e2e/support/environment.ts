import { readFileSync } from 'node:fs';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';

/** Namespace of the local environment. */
export const namespace = 'todo';

const clusterFile = process.env.TODO_CLUSTER_FILE;
if (!clusterFile) throw new Error('TODO_CLUSTER_FILE: not set; npm test sets it to the cluster it started');

/** The cluster that the app was deployed to. */
export const cluster = JSON.parse(readFileSync(clusterFile, 'utf8')) as {
  kubeconfig: string;
  context: string;
  registry: string;
  address: string;
};

/** @returns a client of the cluster's core API */
export function coreApi(): CoreV1Api {
  const config = new KubeConfig();
  config.loadFromFile(cluster.kubeconfig);
  config.setCurrentContext(cluster.context);
  return config.makeApiClient(CoreV1Api);
}

/** UIDs of a unit's pods that are not being ended, sorted. */
export async function podUids(component: string): Promise<readonly string[]> {
  const labelSelector = `app.kubernetes.io/component=${component}`;
  const pods = await coreApi().listNamespacedPod({ namespace, labelSelector });
  return pods.items
    .filter((pod) => !pod.metadata?.deletionTimestamp && pod.status?.phase !== 'Succeeded')
    .map((pod) => pod.metadata?.uid ?? '')
    .sort();
}
