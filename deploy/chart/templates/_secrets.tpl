{{/*
Each secret comes from one place: existingSecret when that lists its key; else it is generated (better-auth-secret; with
postgresql.enabled also postgres-password and database-url; with ops.enabled ops-token and ops-authorization, unless
ops.token is given); else it is one of the values. Pods read secrets as files, but for ops-token.
*/}}

{{/* The secrets given as values, as JSON: key -> value. */}}
{{- define "todo.providedSecrets" -}}
{{- $provided := dict -}}
{{- with .Values.databaseUrl }}{{ $_ := set $provided "database-url" . }}{{ end -}}
{{- with .Values.migrationDatabaseUrl }}{{ $_ := set $provided "migration-database-url" . }}{{ end -}}
{{- with .Values.openai.apiKey }}{{ $_ := set $provided "openai-api-key" . }}{{ end -}}
{{- if and .Values.ops.enabled .Values.ops.token -}}
{{- $_ := set $provided "ops-token" .Values.ops.token -}}
{{- $_ := set $provided "ops-authorization" (printf "Bearer %s" .Values.ops.token) -}}
{{- end -}}
{{- $provided | toJson -}}
{{- end -}}

{{/* Name of the Secret that holds a key; empty when nothing does. (list $ "openai-api-key") */}}
{{- define "todo.secretOf" -}}
{{- $root := index . 0 -}}
{{- $key := index . 1 -}}
{{- $inCluster := and $root.Values.postgresql.enabled (has $key (list "database-url" "postgres-password")) -}}
{{- if has $key $root.Values.existingSecret.keys -}}
{{- $root.Values.existingSecret.name -}}
{{- else if eq $key "better-auth-secret" -}}
{{- include "todo.name" (list $root "auth") -}}
{{- else if $inCluster -}}
{{- include "todo.name" (list $root "postgresql") -}}
{{- else if hasKey (include "todo.providedSecrets" $root | fromJson) $key -}}
{{- include "todo.name" (list $root "provided") -}}
{{- else if and $root.Values.ops.enabled (has $key (list "ops-token" "ops-authorization")) -}}
{{- include "todo.name" (list $root "ops") -}}
{{- end -}}
{{- end -}}

{{/* The key that migrations connect with. */}}
{{- define "todo.migrationKey" -}}
{{- include "todo.secretOf" (list . "migration-database-url") | empty | ternary "database-url" "migration-database-url" -}}
{{- end -}}

{{/*
Volume "secrets" with a file for each key. (list $ (list "database-url" ...))
288 is 0440, which not every YAML parser reads as octal: only the pod's own group may read.
*/}}
{{- define "todo.secretVolume" -}}
{{- $root := index . 0 -}}
- name: secrets
  projected:
    defaultMode: 288
    sources:
      {{- range index . 1 }}
      - secret:
          name: {{ include "todo.secretOf" (list $root .) }}
          items:
            - key: {{ . }}
              path: {{ . }}
      {{- end }}
{{- end -}}

{{/*
Changes with those of the keys that are given as values, not with generated ones. Short, so that it does not prove a guess.
(list $ KEYS)
*/}}
{{- define "todo.secretsChecksum" -}}
{{- $provided := include "todo.providedSecrets" (index . 0) | fromJson -}}
{{- $used := dict -}}
{{- range index . 1 }}{{ $_ := set $used . (get $provided .) }}{{ end -}}
{{- $used | toJson | sha256sum | trunc 8 -}}
{{- end -}}
