{{/* The services besides backend and web app, by name, with the defaults filled in, as JSON. */}}
{{- define "todo.services" -}}
{{- $all := dict -}}
{{- range $name, $service := .Values.services -}}
{{- $_ := set $all $name (mergeOverwrite (deepCopy $.Values.serviceDefaults) (deepCopy $service)) -}}
{{- end -}}
{{- $all | toJson -}}
{{- end -}}

{{- define "todo.serviceImage" -}}
{{- $root := index . 0 -}}
{{- $service := index . 1 -}}
{{- include "todo.image" (list $root (dict "registry" $service.registry "repository" $service.image "tag" $service.tag "digest" $service.digest)) -}}
{{- end -}}

{{/* (list PATH SECONDS TIMEOUT FAILURES) */}}
{{- define "todo.serviceProbe" -}}
httpGet:
  path: {{ index . 0 }}
  port: http
periodSeconds: {{ index . 1 }}
timeoutSeconds: {{ index . 2 }}
failureThreshold: {{ index . 3 }}
{{- end -}}
