import type { KubernetesObject } from '../../../kubernetes/api-client.ts';

/** Resource names of the kinds that this tool writes, and whether they lie in a namespace. */
const resources: Readonly<Record<string, { readonly resource: string; readonly isNamespaced: boolean }>> = {
  Namespace: { resource: 'namespaces', isNamespaced: false },
  ConfigMap: { resource: 'configmaps', isNamespaced: true },
  Service: { resource: 'services', isNamespaced: true },
  PersistentVolume: { resource: 'persistentvolumes', isNamespaced: false },
  EndpointSlice: { resource: 'endpointslices', isNamespaced: true },
  APIService: { resource: 'apiservices', isNamespaced: false },
  IngressClass: { resource: 'ingressclasses', isNamespaced: false },
  StorageClass: { resource: 'storageclasses', isNamespaced: false },
  ClusterRole: { resource: 'clusterroles', isNamespaced: false },
  ClusterRoleBinding: { resource: 'clusterrolebindings', isNamespaced: false },
  RoleBinding: { resource: 'rolebindings', isNamespaced: true },
  CustomResourceDefinition: { resource: 'customresourcedefinitions', isNamespaced: false },
};

/** The object's path below the API server's address. https://kubernetes.io/docs/reference/using-api/api-concepts/ */
export function resourcePath({ apiVersion, kind, metadata }: KubernetesObject): string {
  const entry = resources[kind];
  if (!entry) throw new TypeError(`No resource name known for kind ${kind}`);
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = entry.isNamespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
  return `${root}${namespace}/${entry.resource}/${metadata.name}`;
}
