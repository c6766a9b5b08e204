{{/* Template of the migration's pod. */}}
{{- define "todo.migrationPod" -}}
{{- $key := include "todo.migrationKey" . -}}
metadata:
  labels:
    {{- include "todo.selector" (list . "migration") | nindent 4 }}
  annotations:
    checksum/secrets: {{ include "todo.secretsChecksum" (list . (list $key)) | quote }}
spec:
  {{- include "todo.podSpec" (list . "migration" 65532) | nindent 2 }}
  restartPolicy: Never
  terminationGracePeriodSeconds: 30
  containers:
    - name: migration
      image: {{ include "todo.image" (list . .Values.images.backend) | quote }}
      imagePullPolicy: {{ .Values.imagePullPolicy }}
      args: [migrate.js]
      env:
        - name: DATABASE_URL_FILE
          value: /etc/todo/secrets/{{ $key }}
      resources:
        {{- toYaml .Values.migration.resources | nindent 8 }}
      {{- include "todo.containerSecurity" . | nindent 6 }}
      volumeMounts:
        - name: secrets
          mountPath: /etc/todo/secrets
          readOnly: true
        - name: tmp
          mountPath: /tmp
  volumes:
    {{- include "todo.secretVolume" (list . (list $key)) | nindent 4 }}
    - name: tmp
      emptyDir:
        sizeLimit: 16Mi
{{- end -}}
