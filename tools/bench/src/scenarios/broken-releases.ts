import type { V1ContainerStatus } from '@kubernetes/client-node';
import type { Bench } from '../bench.ts';
import type { Values } from '../contenders/contender.ts';
import { containerSecurity, podSecurity } from '../workspaces/pod-security.ts';
import { containersOf, isWaitingFor, type AwaitedState } from './awaited-state.ts';

/** A version of a release that cannot become ready. */
export interface BrokenRelease extends AwaitedState {
  readonly values: (bench: Pick<Bench, 'connection' | 'name'>) => Values;
  /** What a line says that names the cause. */
  readonly cause: RegExp;
}

const exitCode = 3;

export const brokenReleases: readonly BrokenRelease[] = [
  {
    name: 'bad image',
    values: ({ connection, name }) => ({ image: `${connection.registry}/${name}/no-such-image:1` }),
    state: { pod: (pod) => isWaitingFor(pod, ['ErrImagePull', 'ImagePullBackOff']) },
    cause: /ErrImagePull|ImagePullBackOff|IMAGE_NOT_PULLED/,
  },
  {
    name: 'crash',
    values: () => ({ script: `console.error('giving up'); process.exit(${exitCode})` }),
    state: { pod: (pod) => containersOf(pod).some(hasCrashed) },
    cause: new RegExp(`exit (code )?${exitCode}\\b`),
  },
  {
    name: 'missing Secret key',
    values: () => ({
      env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'settings', key: 'absent' } } }],
    }),
    state: { pod: (pod) => isWaitingFor(pod, ['CreateContainerConfigError']) },
    cause: /CreateContainerConfigError|CONFIG_MISSING|find key absent/,
  },
  {
    name: 'never-ready probe',
    values: () => ({ probePath: '/absent' }),
    state: { eventReason: 'Unhealthy' },
    cause: /^cause .*probe.*\b404\b/i,
  },
];

/** The values of a version that becomes ready within a second. */
export const sound: Values = {
  image: 'gcr.io/distroless/nodejs24-debian12:nonroot',
  script:
    "process.on('SIGTERM', () => process.exit()); require('http').createServer((q, s) => s.writeHead(q.url === '/' ? 200 : 404).end()).listen(8080)",
  env: [],
  probePath: '/',
  run: 0,
};

export const chartTemplate = `
apiVersion: v1
kind: Secret
metadata: { name: settings }
stringData: { present: value }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: app }
spec:
  replicas: 1
  strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app }, annotations: { run: '{{ .Values.run }}' } }
    spec:
      terminationGracePeriodSeconds: 1
      automountServiceAccountToken: false
      ${podSecurity}
      containers:
        - name: app
          image: {{ .Values.image }}
          args: ['-e', {{ .Values.script | quote }}]
          env: {{ toJson .Values.env }}
          ${containerSecurity}
          readinessProbe: { httpGet: { path: {{ .Values.probePath }}, port: 8080 }, periodSeconds: 1 }
`;

function hasCrashed({ state, lastState }: V1ContainerStatus): boolean {
  return [state, lastState].some((each) => each?.terminated?.exitCode === exitCode);
}
