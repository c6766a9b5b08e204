{{/* Names by which clients in the cluster may call the server, as a JSON list. */}}
{{- define "todo.opsHosts" -}}
{{- $service := include "todo.name" (list . "ops") -}}
{{- $qualified := printf "%s.%s" $service .Release.Namespace -}}
{{- list $service $qualified (print $qualified ".svc") (print $qualified ".svc.cluster.local") | toJson -}}
{{- end -}}

{{/* The registry of the images that a rollback looks for. */}}
{{- define "todo.opsRegistry" -}}
{{- .Values.ops.registry | default .Values.images.ops.registry | default "docker.io" -}}
{{- end -}}

{{/* What the image's program is started with. */}}
{{- define "todo.opsArguments" -}}
- mcp
{{- /* Each call is then a line of its log, which todo-deploy history reads. */}}
- --json
- --http
- 0.0.0.0:3000
- --namespace
- {{ .Release.Namespace | quote }}
- --release
- {{ .Release.Name | quote }}
- --kubeconfig
- /etc/todo-deploy/kubeconfig
- --context
- in-cluster
- --registry
- {{ include "todo.opsRegistry" . | quote }}
- --address
- {{ include "todo.publicUrl" . | quote }}
{{- range include "todo.opsHosts" . | fromJsonArray }}
- --allowed-host
- {{ . | quote }}
{{- end }}
{{- if .Values.ops.allowWrite }}
- --allow-write
{{- end }}
{{- end -}}

{{/* The pod's own account, in the form that every client of Kubernetes reads. */}}
{{- define "todo.opsKubeconfig" -}}
{{- $account := "/var/run/secrets/kubernetes.io/serviceaccount" -}}
apiVersion: v1
kind: Config
current-context: in-cluster
contexts:
  - name: in-cluster
    context:
      cluster: in-cluster
      user: ops
      namespace: {{ .Release.Namespace }}
clusters:
  - name: in-cluster
    cluster:
      server: https://kubernetes.default.svc
      certificate-authority: {{ $account }}/ca.crt
users:
  - name: ops
    user:
      tokenFile: {{ $account }}/token
{{- end -}}
