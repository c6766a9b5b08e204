{{/*
Name of an object: RELEASE-SUFFIX. At most 52 characters, because controllers append up to 11 of their own to it; a
release name that is too long for that is cut, and told from its like by a hash.
(list $ "backend") -> todo-backend
*/}}
{{- define "todo.name" -}}
{{- $root := index . 0 -}}
{{- $suffix := index . 1 -}}
{{- $room := int (sub 51 (len $suffix)) -}}
{{- $release := $root.Release.Name | replace "." "-" -}}
{{- if gt (len $release) $room -}}
{{- $hash := $root.Release.Name | sha256sum | trunc 6 -}}
{{- $release = printf "%s-%s" ($release | trunc (int (sub $room 7)) | trimSuffix "-") $hash -}}
{{- end -}}
{{- printf "%s-%s" $release $suffix -}}
{{- end -}}

{{/* Labels that select the pods of a component; they never change. (list $ "backend") */}}
{{- define "todo.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: todo-chatbot
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* Labels of an object. Not for pod templates: a new chart version alone restarts nothing. (list $ "backend") */}}
{{- define "todo.labels" -}}
{{- $root := index . 0 -}}
{{ include "todo.selector" . }}
app.kubernetes.io/part-of: todo-chatbot
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* Name, namespace and labels of an object. (list $ SUFFIX COMPONENT), COMPONENT being the suffix when left out. */}}
{{- define "todo.metadata" -}}
{{- $root := index . 0 -}}
name: {{ include "todo.name" . }}
namespace: {{ $root.Release.Namespace }}
labels:
  {{- include "todo.labels" (list $root (last .)) | nindent 2 }}
{{- end -}}

{{/* Reference of an image. (list $ .Values.images.backend) -> registry.example/todo-chatbot/backend@sha256:... */}}
{{- define "todo.image" -}}
{{- $root := index . 0 -}}
{{- $image := index . 1 -}}
{{- with $image.registry }}{{ . }}/{{ end -}}
{{- $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ $image.tag | default $root.Chart.AppVersion }}{{ end -}}
{{- end -}}

{{/* The ingress' hosts that have a name, as a JSON list. */}}
{{- define "todo.namedHosts" -}}
{{- without .Values.ingress.hosts "" | toJson -}}
{{- end -}}

{{/* The address that people open in their browser. */}}
{{- define "todo.publicUrl" -}}
{{- $hosts := include "todo.namedHosts" . | fromJsonArray -}}
{{- if .Values.publicUrl -}}
{{- .Values.publicUrl -}}
{{- else if and .Values.ingress.enabled $hosts -}}
{{- eq .Values.ingress.tls.mode "none" | ternary "http" "https" }}://{{ first $hosts -}}
{{- else -}}
http://localhost:8080
{{- end -}}
{{- end -}}
