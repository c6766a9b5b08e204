{{/* Objects of `helm test` exist only while it runs, and Helm prints what the Job says. WEIGHT */}}
{{- define "todo.testHook" -}}
helm.sh/hook: test
helm.sh/hook-weight: {{ . | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
helm.sh/hook-output-log-policy: hook-succeeded,hook-failed
{{- end -}}
