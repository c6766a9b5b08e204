/** What a namespace that enforces the restricted pod security standard asks of a pod, as YAML in one line each. */
export const podSecurity =
  'securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: RuntimeDefault } }';
export const containerSecurity =
  'securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }';
