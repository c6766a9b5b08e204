{{/*
Spec of a service's pod: nothing of the cluster's API, the "restricted" Pod Security level, a file system that cannot be
written but for /tmp.
(list $ NAME SERVICE)
*/}}
{{- define "services.pod" -}}
{{- $root := index . 0 -}}
{{- $name := index . 1 -}}
{{- $service := index . 2 -}}
serviceAccountName: {{ include "services.name" . }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ int $service.terminationGracePeriodSeconds }}
securityContext:
  runAsNonRoot: true
  runAsUser: {{ int $service.user }}
  runAsGroup: {{ int $service.user }}
  fsGroup: {{ int $service.user }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with $root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{ include "services.spread" . }}
containers:
  - name: {{ $name }}
    image: {{ include "services.image" . | quote }}
    imagePullPolicy: {{ $root.Values.imagePullPolicy }}
    env:
      - name: HOST
        value: 0.0.0.0
      - name: PORT
        value: {{ int $service.port | quote }}
      {{- range $variable, $value := $service.env }}
      - name: {{ $variable }}
        value: {{ $value | quote }}
      {{- end }}
    ports:
      - name: http
        containerPort: {{ int $service.port }}
        protocol: TCP
    {{- include "services.probes" $service | nindent 4 }}
    {{- with $service.preStopSeconds }}
    lifecycle:
      preStop:
        sleep:
          seconds: {{ int . }}
    {{- end }}
    resources:
      {{- toYaml $service.resources | nindent 6 }}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities:
        drop: [ALL]
    volumeMounts:
      - name: tmp
        mountPath: /tmp
      {{- if $service.secretName }}
      - name: secrets
        mountPath: /run/secrets/app
        readOnly: true
      {{- end }}
volumes:
  - name: tmp
    emptyDir:
      sizeLimit: {{ $service.tmpSize }}
  {{- with $service.secretName }}
  - name: secrets
    secret:
      secretName: {{ . }}
      # 0440, which not every YAML parser reads as octal: only the pod's own group may read.
      defaultMode: 288
  {{- end }}
{{- end -}}

{{/* Replicas on different nodes and zones where there are some; one node alone still takes them all. */}}
{{- define "services.spread" -}}
topologySpreadConstraints:
  {{- $selector := include "services.selector" . }}
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - topologyKey: {{ . }}
    maxSkew: 1
    whenUnsatisfiable: ScheduleAnyway
    matchLabelKeys: [pod-template-hash]
    labelSelector:
      matchLabels:
        {{- $selector | nindent 8 }}
  {{- end }}
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- $selector | nindent 14 }}
{{- end -}}

{{- define "services.image" -}}
{{- $root := index . 0 -}}
{{- $service := index . 2 -}}
{{- with $root.Values.registry }}{{ . }}/{{ end -}}
{{- $service.image }}:{{ $root.Values.tag | default $root.Chart.AppVersion -}}
{{- end -}}

{{/* Alive: what livenessPath answers. Ready: what readinessPath answers. Without a path: the port can be connected to. */}}
{{- define "services.probes" -}}
startupProbe:
  {{- include "services.probe" .livenessPath | nindent 2 }}
  periodSeconds: 1
  timeoutSeconds: 2
  failureThreshold: 120
readinessProbe:
  {{- include "services.probe" .readinessPath | nindent 2 }}
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: 3
livenessProbe:
  {{- include "services.probe" .livenessPath | nindent 2 }}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
{{- end -}}

{{- define "services.probe" -}}
{{- if . -}}
httpGet:
  path: {{ . }}
  port: http
{{- else -}}
tcpSocket:
  port: http
{{- end -}}
{{- end -}}
