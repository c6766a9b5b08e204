{{/*
What the server may read: what the deploy library reads of an environment, in its namespace. Secrets are among it: the
ledger is kept in them, and a value must be known to be hidden in a log.
*/}}
{{- define "todo.opsReads" -}}
- apiGroups: ['']
  resources: [configmaps, events, persistentvolumeclaims, pods, secrets, services]
  verbs: [get, list, watch]
- apiGroups: ['']
  resources: [pods/log]
  verbs: [get]
- apiGroups: ['']
  resources: [limitranges, resourcequotas, serviceaccounts]
  verbs: [get, list]
- apiGroups: ['']
  resources: [namespaces]
  resourceNames: [{{ .Release.Namespace | quote }}]
  verbs: [get]
- apiGroups: [apps]
  resources: [daemonsets, deployments, replicasets, statefulsets]
  verbs: [get, list, watch]
- apiGroups: [batch]
  resources: [cronjobs, jobs]
  verbs: [get, list, watch]
- apiGroups: [networking.k8s.io]
  resources: [ingresses, networkpolicies]
  verbs: [get, list, watch]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch]
- apiGroups: [autoscaling]
  resources: [horizontalpodautoscalers]
  verbs: [get, list, watch]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch]
- apiGroups: [rbac.authorization.k8s.io]
  resources: [rolebindings, roles]
  verbs: [get, list]
- apiGroups: [metrics.k8s.io]
  resources: [pods]
  verbs: [get, list]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [{{ include "todo.opsLease" . }}]
  verbs: [get]
{{- with include "todo.kagentKinds" . | fromJsonArray }}
- apiGroups: [{{ include "todo.kagentGroup" $ }}]
  resources: {{ toJson . }}
  verbs: [get, list]
{{- end }}
{{- end -}}

{{/*
What it may write beside: what scaling and rolling back write. No Role, so that it cannot give itself more, and nothing of
kagent, so that an agent cannot do away with the approvals it needs. Pods are only deleted: one that failed is made anew.
*/}}
{{- define "todo.opsWrites" -}}
- apiGroups: ['']
  resources: [configmaps, secrets, serviceaccounts, services]
  verbs: [create, delete, patch]
- apiGroups: ['']
  resources: [pods]
  verbs: [delete]
- apiGroups: [apps]
  resources: [deployments, statefulsets]
  verbs: [create, delete, patch]
- apiGroups: [batch]
  resources: [jobs]
  verbs: [create, delete, patch]
- apiGroups: [networking.k8s.io]
  resources: [ingresses, networkpolicies]
  verbs: [create, delete, patch]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [create, delete, patch]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [create]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [{{ include "todo.opsLease" . }}]
  verbs: [patch]
{{- end -}}

{{/* The Lease that one deploy at a time holds. */}}
{{- define "todo.opsLease" -}}
{{- printf "todo-deploy-%s" .Release.Name | quote -}}
{{- end -}}
