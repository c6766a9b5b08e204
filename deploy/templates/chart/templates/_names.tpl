{{/* Every service by its name, with the defaults filled in, as JSON. */}}
{{- define "services.all" -}}
{{- $all := dict -}}
{{- range $name, $service := .Values.services -}}
{{- $_ := set $all $name (mergeOverwrite (deepCopy $.Values.defaults) (deepCopy $service)) -}}
{{- end -}}
{{- $all | toJson -}}
{{- end -}}

{{/*
Name of an object: RELEASE-SERVICE. At most 52 characters, because controllers append up to 11 of their own to it; a release
name that is too long for that is cut, and told from its like by a hash.
(list $ SERVICE)
*/}}
{{- define "services.name" -}}
{{- $root := index . 0 -}}
{{- $service := index . 1 -}}
{{- $room := int (max 8 (sub 51 (len $service))) -}}
{{- $release := $root.Release.Name | replace "." "-" -}}
{{- if gt (len $release) $room -}}
{{- $hash := $root.Release.Name | sha256sum | trunc 6 -}}
{{- $release = printf "%s-%s" ($release | trunc (int (sub $room 7)) | trimSuffix "-") $hash -}}
{{- end -}}
{{- printf "%s-%s" $release $service -}}
{{- end -}}

{{/* Labels of every pod of the release; they never change. */}}
{{- define "services.releaseSelector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Labels that select the pods of a service; they never change. (list $ SERVICE) */}}
{{- define "services.selector" -}}
{{ include "services.releaseSelector" (index . 0) }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* Name, namespace and labels of an object. Not for pods: a new chart version alone restarts nothing. (list $ SERVICE) */}}
{{- define "services.metadata" -}}
{{- $root := index . 0 -}}
name: {{ include "services.name" . }}
namespace: {{ $root.Release.Namespace }}
labels:
  {{- include "services.selector" . | nindent 2 }}
  app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
  app.kubernetes.io/managed-by: {{ $root.Release.Service }}
  helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
{{- end -}}
