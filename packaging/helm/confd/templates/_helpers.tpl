{{- define "confd.name" -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "confd.labels" -}}
app.kubernetes.io/name: confd
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "confd.selector" -}}
app.kubernetes.io/name: confd
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "confd.account" -}}
{{- if .Values.serviceAccount.create }}
{{- .Values.serviceAccount.name | default (include "confd.name" .) }}
{{- else }}
{{- required "serviceAccount.name has to name the account that exists, where serviceAccount.create is false" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "confd.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "confd.env" -}}
- { name: AWS_REGION, value: {{ .Values.region | quote }} }
- { name: NODE_NAME, valueFrom: { fieldRef: { fieldPath: spec.nodeName } } }
{{- range $name, $value := .Values.env }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end }}

{{- define "confd.config" -}}
- name: confd
  configMap:
    name: {{ include "confd.name" . }}
    items:
      {{- range $name, $text := .Values.resources }}
      - { key: {{ $name | toJson }}, path: {{ printf "conf.d/%s" $name | toJson }} }
      {{- end }}
      {{- range $name, $text := .Values.templates }}
      - { key: {{ $name | toJson }}, path: {{ printf "templates/%s" $name | toJson }} }
      {{- end }}
{{- end }}
