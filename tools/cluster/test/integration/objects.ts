import type { KubernetesObject } from '../../src/kubernetes/api-client.ts';

export const namespace = 'spec';
export const podsPath = `/api/v1/namespaces/${namespace}/pods`;
export const claimsPath = `/api/v1/namespaces/${namespace}/persistentvolumeclaims`;

/** A namespace in which only pods of the restricted level may run. */
export const restrictedNamespace: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
};

export function claim(name: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  };
}

/** A pod at the restricted level, with a volume where a claim is named. */
export function pod(name: string, image: string, claimName?: string): KubernetesObject {
  const group = 1234;
  const volumes = claimName ? [{ name: 'data', persistentVolumeClaim: { claimName } }] : [];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      automountServiceAccountToken: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: group,
        fsGroup: group,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name,
          image,
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          volumeMounts: volumes.map((volume) => ({ name: volume.name, mountPath: '/data' })),
        },
      ],
      volumes,
    },
  };
}

/** A Service that leads to a port of the node itself, and an Ingress that leads to the Service. */
export function routeToNode(name: string, node: string, port: number): [string, KubernetesObject][] {
  const metadata = { name, namespace };
  const backend = { service: { name, port: { number: 80 } } };
  return [
    [
      `/api/v1/namespaces/${namespace}/services/${name}`,
      { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80, targetPort: port }] } },
    ],
    [
      `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices/${name}`,
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { ...metadata, labels: { 'kubernetes.io/service-name': name } },
        addressType: 'IPv4',
        endpoints: [{ addresses: [node], conditions: { ready: true } }],
        ports: [{ port, protocol: 'TCP' }],
      },
    ],
    [
      `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/${name}`,
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata,
        spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
      },
    ],
  ];
}
