{{/* Start of the spec of a NetworkPolicy for a component's pods: what it does not list is refused. (list $ COMPONENT) */}}
{{- define "todo.isolate" -}}
policyTypes: [Ingress, Egress]
podSelector:
  matchLabels:
    {{- include "todo.selector" . | nindent 4 }}
{{- end -}}

{{/* Rule for a component's pods on a port. (list $ "to" COMPONENT PORT) */}}
{{- define "todo.rulePods" -}}
{{- $root := index . 0 -}}
- {{ index . 1 }}:
    - podSelector:
        matchLabels:
          {{- include "todo.selector" (list $root (index . 2)) | nindent 10 }}
  ports:
    - port: {{ index . 3 }}
      protocol: TCP
{{- end -}}

{{- define "todo.egressDns" -}}
- ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
  {{- with .Values.networkPolicy.dnsTo }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* Whoever may connect to an application, on its port. (list $ PORT) */}}
{{- define "todo.ingressClients" -}}
{{- $root := index . 0 -}}
- ports:
    - port: {{ index . 1 }}
      protocol: TCP
  {{- with $root.Values.networkPolicy.ingressFrom }}
  from:
    {{- toYaml . | nindent 4 }}
    - podSelector:
        matchLabels:
          app.kubernetes.io/name: todo-chatbot
          app.kubernetes.io/instance: {{ $root.Release.Name }}
  {{- end }}
{{- end -}}

{{/* Any address but the link-local ones, where clouds serve their metadata. PORT */}}
{{- define "todo.egressAnywhere" -}}
- to:
    - ipBlock:
        cidr: 0.0.0.0/0
        except: [169.254.0.0/16]
    - ipBlock:
        cidr: ::/0
        except: [fe80::/10]
  ports:
    - port: {{ . }}
      protocol: TCP
{{- end -}}

{{/* Port that a URL names, without ever failing with the URL in the message. (list URL DEFAULT) */}}
{{- define "todo.portOf" -}}
{{- $authority := index . 0 | regexFind "//[^/?#]*" -}}
{{- regexFind ":[0-9]+$" $authority | trimPrefix ":" | default (index . 1) -}}
{{- end -}}

{{/* Where a database URL leads. (list $ KEY) */}}
{{- define "todo.egressDatabase" -}}
{{- $root := index . 0 -}}
{{- if and $root.Values.postgresql.enabled (eq (index . 1) "database-url") -}}
{{- include "todo.rulePods" (list $root "to" "postgresql" 5432) -}}
{{- else -}}
{{- $url := get (include "todo.providedSecrets" $root | fromJson) (index . 1) -}}
{{- include "todo.egressAnywhere" (include "todo.portOf" (list $url 5432)) -}}
{{- end -}}
{{- end -}}

{{/* Where the model is: the port of its URL. Empty for the offline model. */}}
{{- define "todo.egressModel" -}}
{{- $openai := .Values.openai -}}
{{- if or $openai.baseUrl (include "todo.secretOf" (list . "openai-api-key")) -}}
{{- $default := hasPrefix "http://" $openai.baseUrl | ternary 80 443 -}}
{{- include "todo.egressAnywhere" (include "todo.portOf" (list $openai.baseUrl $default)) -}}
{{- end -}}
{{- end -}}

{{/* Where the Kubernetes API is. Behind its Service it has another port, which some networks look at. */}}
{{- define "todo.egressApiServer" -}}
{{- $server := .Values.ops.apiServer -}}
{{- if $server.to -}}
- to:
    {{- toYaml $server.to | nindent 4 }}
  ports:
    {{- range $server.ports }}
    - port: {{ . }}
      protocol: TCP
    {{- end }}
{{- else -}}
{{- range $index, $port := $server.ports -}}
{{- if $index }}{{ "\n" }}{{ end -}}
{{- include "todo.egressAnywhere" $port -}}
{{- end -}}
{{- end -}}
{{- end -}}
