{{/* What the backend reads from its environment, and that is no secret. */}}
{{- define "todo.backendConfig" -}}
TODO_PUBLIC_URL: {{ include "todo.publicUrl" . | quote }}
{{- with .Values.trustedOrigins }}
TODO_TRUSTED_ORIGINS: {{ join "," . | quote }}
{{- end }}
{{- with .Values.trustedProxies }}
TODO_TRUSTED_PROXIES: {{ join "," . | quote }}
{{- end }}
TODO_LOG_LEVEL: {{ .Values.logLevel | quote }}
TODO_REQUESTS_PER_MINUTE_MAX: {{ .Values.rateLimits.requestsPerMinute | int64 | quote }}
TODO_SIGN_INS_PER_MINUTE_MAX: {{ .Values.rateLimits.signInsPerMinute | int64 | quote }}
{{- with .Values.openai.baseUrl }}
OPENAI_BASE_URL: {{ . | quote }}
{{- end }}
{{- with .Values.openai.model }}
OPENAI_MODEL: {{ . | quote }}
{{- end }}
{{- /* Not in the pod itself, where scanners take the path for the secret, by the name of the variable. */}}
AUTH_FILE: /etc/todo/secrets/better-auth-secret
{{- end -}}
