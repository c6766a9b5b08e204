import type { V1Container, V1PodSpec, V1Probe } from '@kubernetes/client-node';
import type { ChartPod } from './pods.ts';

/**
 * What the Pod Security level "restricted" and the scanners of Kubernetes manifests ask of a pod, one rule for each field.
 * `spoil` takes from a pod that keeps the rule what the rule is about: a rule that does not notice proves nothing.
 */
export interface HardeningRule {
  readonly name: string;
  /** Kinds of workloads that the rule is about; all when absent. */
  readonly kinds?: readonly string[];
  /** What breaks the rule; empty when nothing does. */
  readonly violations: (pod: ChartPod) => readonly string[];
  readonly spoil: (spec: V1PodSpec, container: V1Container) => void;
}

const servers = ['Deployment', 'StatefulSet'];

export const hardeningRules: readonly HardeningRule[] = [
  ofContainers('no privilege escalation', {
    isKept: ({ securityContext }) => securityContext?.allowPrivilegeEscalation === false,
    spoil: (_spec, { securityContext }) => delete securityContext?.allowPrivilegeEscalation,
  }),
  ofContainers('no capability at all', {
    isKept: ({ securityContext }) =>
      securityContext?.capabilities?.drop?.join() === 'ALL' && !securityContext.capabilities.add,
    spoil: (_spec, { securityContext }) => delete securityContext?.capabilities,
  }),
  ofContainers('a root file system that cannot be written', {
    isKept: ({ securityContext }) => securityContext?.readOnlyRootFilesystem === true,
    spoil: (_spec, { securityContext }) => delete securityContext?.readOnlyRootFilesystem,
  }),
  ofContainers('not privileged', {
    isKept: ({ securityContext }) => !securityContext?.privileged,
    spoil: (_spec, container) => {
      container.securityContext = { ...container.securityContext, privileged: true };
    },
  }),
  ofPod('never root', {
    isKept: ({ securityContext }) => securityContext?.runAsNonRoot === true,
    spoil: ({ securityContext }) => delete securityContext?.runAsNonRoot,
  }),
  ofPod('user and group above 10000', {
    isKept: ({ securityContext }) =>
      (securityContext?.runAsUser ?? 0) > 10_000 && (securityContext?.runAsGroup ?? 0) > 10_000,
    spoil: ({ securityContext }) => delete securityContext?.runAsGroup,
  }),
  ofPod('a group that may read the secrets', {
    isKept: ({ securityContext }) => securityContext?.fsGroup === securityContext?.runAsGroup,
    spoil: ({ securityContext }) => delete securityContext?.fsGroup,
  }),
  ofPod("the runtime's seccomp profile", {
    isKept: ({ securityContext }) => securityContext?.seccompProfile?.type === 'RuntimeDefault',
    spoil: ({ securityContext }) => delete securityContext?.seccompProfile,
  }),
  ofPod('only volumes that are no part of the node', {
    isKept: ({ volumes = [] }) =>
      volumes.every((volume) => volume.configMap ?? volume.projected ?? volume.secret ?? volume.emptyDir),
    spoil: (spec) => (spec.volumes = [{ name: 'node', hostPath: { path: '/' } }]),
  }),
  ofPod('nothing of the host', {
    isKept: (spec) => !spec.hostNetwork && !spec.hostPID && !spec.hostIPC,
    spoil: (spec) => (spec.hostPID = true),
  }),
  ofContainers('no port of the host', {
    isKept: ({ ports = [] }) => ports.every(({ hostPort }) => hostPort === undefined),
    spoil: (_spec, container) => (container.ports = [{ containerPort: 8000, hostPort: 8000 }]),
  }),
  ofPod('a size for every temporary folder', {
    isKept: ({ volumes = [] }) =>
      volumes.every(({ emptyDir }) => !emptyDir || emptyDir.sizeLimit !== undefined),
    spoil: (spec) => (spec.volumes = [{ name: 'tmp', emptyDir: {} }]),
  }),
  {
    name: 'a service account of its own, without a token',
    violations: ({ owner, spec }) => [
      ...(owner.endsWith(`/${spec.serviceAccountName}`)
        ? []
        : [`service account ${spec.serviceAccountName}`]),
      ...(spec.automountServiceAccountToken === false ? [] : ['its token is mounted']),
    ],
    spoil: (spec) => delete spec.automountServiceAccountToken,
  },
  ofPod('no addresses of other services in the environment', {
    isKept: ({ enableServiceLinks }) => enableServiceLinks === false,
    spoil: (spec) => delete spec.enableServiceLinks,
  }),
  ofContainers('requests and limits of CPU, memory and disk', {
    isKept: ({ resources }) =>
      ['cpu', 'memory', 'ephemeral-storage'].every(
        (amount) => resources?.requests?.[amount] && resources.limits?.[amount],
      ),
    spoil: (_spec, { resources }) => delete resources?.limits?.['ephemeral-storage'],
  }),
  ofContainers('an image by a fixed name, asked for at the registry', {
    isKept: ({ image = '', imagePullPolicy }) =>
      /(:(?!latest$)[^:/]+|@sha256:[0-9a-f]{64})$/.test(image) && imagePullPolicy === 'Always',
    spoil: (_spec, container) => (container.image = 'todo-chatbot/backend:latest'),
  }),
  ofContainers('secrets as files', {
    isKept: ({ env = [], envFrom = [] }) =>
      env.every(({ valueFrom }) => !valueFrom?.secretKeyRef) && envFrom.every(({ secretRef }) => !secretRef),
    spoil: (_spec, container) => (container.envFrom = [{ secretRef: { name: 'todo-auth' } }]),
  }),
  {
    ...ofContainers('three probes on declared ports, alive and ready told apart', {
      isKept: hasProbes,
      spoil: (_spec, container) => {
        if (container.livenessProbe) container.readinessProbe = container.livenessProbe;
      },
    }),
    kinds: servers,
  },
  ofContainers('no host in probes and hooks', {
    isKept: (container) => !JSON.stringify([...probesOf(container), container.lifecycle]).includes('"host"'),
    spoil: (_spec, container) => {
      container.livenessProbe = { httpGet: { host: 'elsewhere', port: 80 } };
    },
  }),
  {
    name: 'replicas on different nodes',
    kinds: ['Deployment'],
    violations: ({ spec }) => [
      ...(spec.affinity?.podAntiAffinity ? [] : ['no anti-affinity']),
      ...(spec.topologySpreadConstraints?.length ? [] : ['no topology spread']),
      // Else the pods that are about to go count, and the new ones end up on one node.
      ...(spec.topologySpreadConstraints ?? [])
        .filter(({ matchLabelKeys }) => !matchLabelKeys?.includes('pod-template-hash'))
        .map(({ topologyKey }) => `${topologyKey} counts old pods`),
    ],
    spoil: (spec) => delete spec.topologySpreadConstraints?.[0]?.matchLabelKeys,
  },
];

interface Check<Part> {
  readonly isKept: (part: Part) => unknown;
  readonly spoil: HardeningRule['spoil'];
}

function ofPod(name: string, { isKept, spoil }: Check<V1PodSpec>): HardeningRule {
  return { name, violations: ({ spec }) => (isKept(spec) ? [] : [name]), spoil };
}

function ofContainers(name: string, { isKept, spoil }: Check<V1Container>): HardeningRule {
  const violations = ({ containers }: ChartPod) =>
    containers.filter((container) => !isKept(container)).map((container) => container.name);
  return { name, violations, spoil };
}

function probesOf({ startupProbe, readinessProbe, livenessProbe }: V1Container): readonly V1Probe[] {
  return [startupProbe, readinessProbe, livenessProbe].filter((probe) => probe !== undefined);
}

function hasProbes(container: V1Container): boolean {
  const { readinessProbe, livenessProbe, ports = [] } = container;
  const declared = ports.flatMap(({ name, containerPort }) => [name, containerPort]);
  const probes = probesOf(container);
  const portOf = ({ httpGet, tcpSocket }: V1Probe) => (httpGet ?? tcpSocket)?.port;
  const what = (probe?: V1Probe) => JSON.stringify([probe?.httpGet, probe?.tcpSocket, probe?.exec]);
  return (
    probes.length === 3 &&
    probes.every((probe) => probe.exec ?? declared.includes(portOf(probe))) &&
    what(readinessProbe) !== what(livenessProbe)
  );
}
