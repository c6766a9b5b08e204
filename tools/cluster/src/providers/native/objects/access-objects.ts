import type { KubernetesObject } from '../../../kubernetes/api-client.ts';

const rbac = 'rbac.authorization.k8s.io/v1';
const group = 'rbac.authorization.k8s.io';
const readVerbs = ['get', 'list', 'watch'];

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** What the components that bring no built-in role of their own may do. Each is a user, named by its certificate. */
export function accessObjects(): KubernetesObject[] {
  return [
    bind('todo:kubelet-api', 'kube-apiserver-kubelet-client', 'system:kubelet-api-admin'),
    role('todo:coredns', corednsRules),
    bind('todo:coredns', 'todo:coredns', 'todo:coredns'),
    role('todo:metrics-server', metricsServerRules),
    bind('todo:metrics-server', 'todo:metrics-server', 'todo:metrics-server'),
    bind('todo:metrics-server-delegation', 'todo:metrics-server', 'system:auth-delegator'),
    bindAuthenticationReader('todo:metrics-server'),
    role('todo:contour', contourRules),
    bind('todo:contour', 'todo:contour', 'todo:contour'),
  ];
}

const corednsRules: readonly Rule[] = [
  { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
];

const metricsServerRules: readonly Rule[] = [
  { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
  { apiGroups: [''], resources: ['pods', 'nodes'], verbs: readVerbs },
];

const contourStatusVerbs = ['create', 'get', 'update', 'patch'];
const contourKinds = [
  'contourconfigurations',
  'extensionservices',
  'httpproxies',
  'tlscertificatedelegations',
];
const contourRules: readonly Rule[] = [
  {
    apiGroups: [''],
    resources: ['configmaps', 'endpoints', 'namespaces', 'secrets', 'services'],
    verbs: readVerbs,
  },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: readVerbs },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'ingressclasses'], verbs: readVerbs },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses/status'], verbs: contourStatusVerbs },
  { apiGroups: ['projectcontour.io'], resources: contourKinds, verbs: readVerbs },
  {
    apiGroups: ['projectcontour.io'],
    resources: contourKinds.map((kind) => `${kind}/status`),
    verbs: contourStatusVerbs,
  },
  { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: readVerbs },
  { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['create', 'patch', 'update'] },
];

function role(name: string, rules: readonly Rule[]): KubernetesObject {
  return { apiVersion: rbac, kind: 'ClusterRole', metadata: { name }, rules };
}

function bind(name: string, user: string, roleName: string): KubernetesObject {
  return {
    apiVersion: rbac,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: roleName },
    subjects: [{ apiGroup: group, kind: 'User', name: user }],
  };
}

/** Lets an extension API server learn whom the API server trusts. */
function bindAuthenticationReader(user: string): KubernetesObject {
  return {
    apiVersion: rbac,
    kind: 'RoleBinding',
    metadata: { name: 'todo:metrics-server-authentication', namespace: 'kube-system' },
    roleRef: { apiGroup: group, kind: 'Role', name: 'extension-apiserver-authentication-reader' },
    subjects: [{ apiGroup: group, kind: 'User', name: user }],
  };
}
