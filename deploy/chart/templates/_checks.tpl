{{/*
Refuses values that fit the schema one by one and not together. What may be secret is checked here and not by the
schema, whose messages repeat what they refuse.
*/}}
{{- define "todo.check" -}}
{{- include "todo.checkSecrets" . -}}
{{- include "todo.checkDatabase" . -}}
{{- include "todo.checkIngress" . -}}
{{- include "todo.checkOps" . -}}
{{- include "todo.checkKagent" . -}}
{{- range $name := list "backend" "frontend" -}}
{{- include "todo.checkGracePeriod" (list $name (get $.Values $name)) -}}
{{- end -}}
{{- range $name, $service := include "todo.services" . | fromJson -}}
{{- include "todo.checkGracePeriod" (list (printf "services.%s" $name) $service) -}}
{{- end -}}
{{- end -}}

{{/* (list PATH APP) */}}
{{- define "todo.checkGracePeriod" -}}
{{- $app := index . 1 -}}
{{- $secondsMin := add $app.preStopSeconds 5 | int -}}
{{- if lt (int $app.terminationGracePeriodSeconds) $secondsMin -}}
{{- fail (printf "%s.terminationGracePeriodSeconds: too short: the pod would be killed less than 5 s after preStopSeconds; set at least %d" (index . 0) $secondsMin) -}}
{{- end -}}
{{- end -}}

{{- define "todo.checkSecrets" -}}
{{- $existing := .Values.existingSecret -}}
{{- if ne (empty $existing.name) (empty $existing.keys) -}}
{{- fail "existingSecret: name and keys belong together; set both or none" -}}
{{- end -}}
{{- $valueOf := dict "database-url" "databaseUrl" "migration-database-url" "migrationDatabaseUrl" "openai-api-key" "openai.apiKey" "ops-token" "ops.token" "ops-authorization" "ops.token" -}}
{{- range $key, $_ := include "todo.providedSecrets" . | fromJson -}}
{{- if has $key $existing.keys -}}
{{- fail (printf "%s: given twice, as a value and as key %s of existingSecret; keep one" (get $valueOf $key) $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "todo.checkDatabase" -}}
{{- $values := .Values -}}
{{- $keys := $values.existingSecret.keys -}}
{{- range $name := list "databaseUrl" "migrationDatabaseUrl" -}}
{{- $url := get $values $name -}}
{{- if and $url (not (regexMatch "^postgres(ql)?://[^\\s/@]+\\S*$" $url)) -}}
{{- fail (printf "%s: not of the form postgresql://USER:PASSWORD@HOST:PORT/DATABASE (its value is not shown)" $name) -}}
{{- end -}}
{{- if and $url $values.postgresql.enabled -}}
{{- fail (printf "%s: leads elsewhere than the PostgreSQL that postgresql.enabled asks for; leave it out, or set postgresql.enabled=false" $name) -}}
{{- end -}}
{{- end -}}
{{- if and $values.postgresql.enabled (ne (has "database-url" $keys) (has "postgres-password" $keys)) -}}
{{- fail "existingSecret.keys: with postgresql.enabled, database-url and postgres-password belong together; list both or none" -}}
{{- end -}}
{{- if not (include "todo.secretOf" (list . "database-url")) -}}
{{- fail "databaseUrl: missing: the backend has no database; set it, list database-url in existingSecret.keys, or set postgresql.enabled=true" -}}
{{- end -}}
{{- end -}}

{{- define "todo.checkIngress" -}}
{{- $tls := .Values.ingress.tls -}}
{{- if and .Values.ingress.enabled (eq $tls.mode "secret") -}}
{{- if not $tls.secretName -}}
{{- fail "ingress.tls.secretName: missing: ingress.tls.mode is secret; name the Secret that holds the certificate" -}}
{{- end -}}
{{- if not (include "todo.namedHosts" . | fromJsonArray) -}}
{{- fail "ingress.hosts: names no host: ingress.tls.mode is secret; list the names that the certificate is for" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "todo.checkOps" -}}
{{- $keys := .Values.existingSecret.keys -}}
{{- if .Values.ops.enabled -}}
{{- if ne (has "ops-token" $keys) (has "ops-authorization" $keys) -}}
{{- fail "existingSecret.keys: with ops.enabled, ops-token and ops-authorization belong together; list both or none" -}}
{{- end -}}
{{- if and .Values.ops.token (not (regexMatch "^[A-Za-z0-9._~+/-]{32,}=*$" .Values.ops.token)) -}}
{{- fail "ops.token: not at least 32 characters of A-Z, a-z, 0-9 and -._~+/ (its value is not shown)" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "todo.checkKagent" -}}
{{- $kagent := .Values.kagent -}}
{{- if $kagent.enabled -}}
{{- if not .Values.ops.enabled -}}
{{- fail "kagent.enabled: there are no tools for the agent: ops.enabled is false; set it to true" -}}
{{- end -}}
{{- $model := include "todo.kagentModel" . | fromJson -}}
{{- if not $model.name -}}
{{- fail "kagent.model.name: missing: the agent has no model; set it, or openai.model" -}}
{{- end -}}
{{- if not $model.secret -}}
{{- fail (printf "%s: missing: the agent has no key for its model; where the service asks for none, any key will do" ($kagent.model.name | empty | ternary "openai.apiKey" "kagent.model.apiKeySecret")) -}}
{{- end -}}
{{- if eq $kagent.api "v1alpha3" -}}
{{- range $name := list "image" "snapshotLocation" -}}
{{- if not (get $kagent.harness $name) -}}
{{- fail (printf "kagent.harness.%s: missing: kagent.api is v1alpha3, which needs it to run the agent" $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
