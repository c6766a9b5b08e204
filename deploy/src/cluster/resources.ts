/** Where a kind lives in the API: the path's folder and plural, and whether its objects have a namespace. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly isNamespaced: boolean;
}

const clusterWide = false;

/** The kinds charts use, as every supported Kubernetes serves them; spares a discovery call per group. */
const wellKnown: Readonly<
  Record<string, Readonly<Record<string, readonly [plural: string, isNamespaced?: boolean]>>>
> = {
  v1: {
    Namespace: ['namespaces', clusterWide],
    ConfigMap: ['configmaps'],
    Secret: ['secrets'],
    Service: ['services'],
    ServiceAccount: ['serviceaccounts'],
    Pod: ['pods'],
    Event: ['events'],
    Node: ['nodes', clusterWide],
    PersistentVolumeClaim: ['persistentvolumeclaims'],
    PersistentVolume: ['persistentvolumes', clusterWide],
    LimitRange: ['limitranges'],
    ResourceQuota: ['resourcequotas'],
  },
  'apps/v1': {
    Deployment: ['deployments'],
    StatefulSet: ['statefulsets'],
    DaemonSet: ['daemonsets'],
    ReplicaSet: ['replicasets'],
  },
  'batch/v1': { Job: ['jobs'], CronJob: ['cronjobs'] },
  'networking.k8s.io/v1': {
    Ingress: ['ingresses'],
    NetworkPolicy: ['networkpolicies'],
    IngressClass: ['ingressclasses', clusterWide],
  },
  'policy/v1': { PodDisruptionBudget: ['poddisruptionbudgets'] },
  'autoscaling/v2': { HorizontalPodAutoscaler: ['horizontalpodautoscalers'] },
  'rbac.authorization.k8s.io/v1': {
    Role: ['roles'],
    RoleBinding: ['rolebindings'],
    ClusterRole: ['clusterroles', clusterWide],
    ClusterRoleBinding: ['clusterrolebindings', clusterWide],
  },
  'coordination.k8s.io/v1': { Lease: ['leases'] },
  'storage.k8s.io/v1': { StorageClass: ['storageclasses', clusterWide] },
  'apiextensions.k8s.io/v1': { CustomResourceDefinition: ['customresourcedefinitions', clusterWide] },
};

/** The resource of a kind that needs no discovery, or undefined. */
export function wellKnownResource(apiVersion: string, kind: string): Resource | undefined {
  const entry = wellKnown[apiVersion]?.[kind];
  return entry && { apiVersion, kind, plural: entry[0], isNamespaced: entry[1] ?? true };
}

/** `/api/v1` or `/apis/GROUP/VERSION`. */
export function groupPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** Path of a resource's list, or with a name of one of its objects. */
export function resourcePath(
  resource: Resource,
  { namespace, name }: { readonly namespace?: string | undefined; readonly name?: string | undefined },
): string {
  const scope = resource.isNamespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const object = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  return `${groupPath(resource.apiVersion)}${scope}/${resource.plural}${object}`;
}
