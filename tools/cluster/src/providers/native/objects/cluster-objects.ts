import type { KubernetesObject } from '../../../kubernetes/api-client.ts';
import { nodeAddress, type Allocation } from '../allocation.ts';
import { accessObjects } from './access-objects.ts';

/** The default StorageClass; its volumes are folders of the node, made by the supervisor when a pod needs one. */
export const storageClassName = 'local';
export const volumeProvisioner = 'todo-chatbot/local-folder';

/** Every object that a new cluster holds, besides Contour's resource definitions, in the order they are applied. */
export function clusterObjects(allocation: Allocation, metricsAuthority: string): KubernetesObject[] {
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'projectcontour' } },
    ...accessObjects(),
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: {
        name: 'contour',
        annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' },
      },
      spec: { controller: 'projectcontour.io/ingress-controller' },
    },
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: {
        name: storageClassName,
        annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
      },
      provisioner: volumeProvisioner,
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
    },
    localRegistryHosting(allocation),
    ...metricsServerObjects(allocation, metricsAuthority),
  ];
}

/** https://github.com/kubernetes/enhancements/tree/master/keps/sig-cluster-lifecycle/generic/1755-communicating-a-local-registry */
function localRegistryHosting({ ports }: Allocation): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'local-registry-hosting', namespace: 'kube-public' },
    data: { 'localRegistryHosting.v1': `host: "localhost:${ports.registry}"\n` },
  };
}

/** metrics-server is a process beside the API server: a Service without selector leads to it. */
function metricsServerObjects(allocation: Allocation, authority: string): KubernetesObject[] {
  const metadata = { name: 'metrics-server', namespace: 'kube-system' };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { ports: [{ name: 'https', port: 443, targetPort: 10260 }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'metrics-server' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: [nodeAddress(allocation)], conditions: { ready: true } }],
      ports: [{ name: 'https', port: 10260, protocol: 'TCP' }],
    },
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1beta1.metrics.k8s.io' },
      spec: {
        service: metadata,
        group: 'metrics.k8s.io',
        version: 'v1beta1',
        caBundle: Buffer.from(authority).toString('base64'),
        groupPriorityMinimum: 100,
        versionPriority: 100,
      },
    },
  ];
}
