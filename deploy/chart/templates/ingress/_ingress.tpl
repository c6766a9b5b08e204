{{/* (list $ PATH COMPONENT) */}}
{{- define "todo.ingressPath" -}}
- path: {{ index . 1 }}
  pathType: Prefix
  backend:
    service:
      name: {{ include "todo.name" (list (index . 0) (index . 2)) }}
      port:
        name: http
{{- end -}}

{{/* Suffix of the generated certificate's name: a certificate for other hosts is another certificate. */}}
{{- define "todo.tlsSuffix" -}}
tls-{{ include "todo.namedHosts" . | sha256sum | trunc 8 }}
{{- end -}}

{{/* Secret with the ingress' certificate; empty without TLS, which needs a host by name. */}}
{{- define "todo.tlsSecret" -}}
{{- $tls := .Values.ingress.tls -}}
{{- if and (ne $tls.mode "none") (include "todo.namedHosts" . | fromJsonArray) -}}
{{- if eq $tls.mode "secret" -}}
{{- $tls.secretName -}}
{{- else -}}
{{- include "todo.name" (list . (include "todo.tlsSuffix" .)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
