{{/*
Fields of every pod: nothing of the cluster's API, the "restricted" Pod Security level, where it may run.
(list $ COMPONENT USER), USER being also the group.
*/}}
{{- define "todo.podSpec" -}}
{{- $root := index . 0 -}}
{{- $user := index . 2 -}}
{{- $values := $root.Values -}}
serviceAccountName: {{ include "todo.name" . }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- if $values.podSecurity.userNamespaces }}
hostUsers: false
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: {{ $user }}
  runAsGroup: {{ $user }}
  fsGroup: {{ $user }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
  {{- if $values.podSecurity.appArmor }}
  appArmorProfile:
    type: RuntimeDefault
  {{- end }}
{{- with $values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "todo.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end -}}

{{/* Replicas on different nodes and zones where there are some; one node alone still takes them all. */}}
{{- define "todo.spread" -}}
topologySpreadConstraints:
  {{- $selector := include "todo.selector" . }}
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - topologyKey: {{ . }}
    maxSkew: 1
    whenUnsatisfiable: ScheduleAnyway
    matchLabelKeys: [pod-template-hash]
    labelSelector:
      matchLabels:
        {{- $selector | nindent 8 }}
  {{- end }}
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- $selector | nindent 14 }}
{{- end -}}

{{/* A new pod serves before an old one goes, and an old one serves until nobody sends to it. */}}
{{- define "todo.strategy" -}}
replicas: {{ .replicas }}
minReadySeconds: {{ .minReadySeconds }}
revisionHistoryLimit: 5
progressDeadlineSeconds: 300
strategy:
  type: RollingUpdate
  rollingUpdate:
    maxUnavailable: 0
    maxSurge: 1
{{- end -}}

{{- define "todo.preStop" -}}
{{- with .preStopSeconds -}}
lifecycle:
  preStop:
    sleep:
      seconds: {{ . }}
{{- end -}}
{{- end -}}

{{/* (list $ COMPONENT) */}}
{{- define "todo.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "todo.metadata" . | nindent 2 }}
automountServiceAccountToken: false
{{- end -}}

{{/* At one replica too, a node can be drained: one pod may go at any time, and a broken one never holds it up. */}}
{{- define "todo.disruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "todo.metadata" . | nindent 2 }}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "todo.selector" . | nindent 6 }}
{{- end -}}

{{/* (list $ COMPONENT PORT) */}}
{{- define "todo.service" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "todo.metadata" (list (index . 0) (index . 1)) | nindent 2 }}
spec:
  type: ClusterIP
  ports:
    - name: http
      port: {{ index . 2 }}
      targetPort: http
      appProtocol: http
  selector:
    {{- include "todo.selector" . | nindent 4 }}
{{- end -}}
