import { describe, expect, it } from '@jest/globals';
import {
  at,
  numberAt,
  recordsAt,
  refOf,
  type KubernetesObject,
  type ObjectRef,
} from '../../src/cluster/kubernetes-object.ts';
import { gravestFirst } from '../../src/diagnosis/gravest-first.ts';
import { readDiagnosis, type EnvironmentDiagnosis, type Trouble } from '../../src/read-diagnosis.ts';
import { describeDiagnosis } from '../../src/report/describe-diagnosis.ts';
import { createStyle } from '../../src/report/style.ts';
import { loadRollout } from '../../src/rollout/load-rollout.ts';
import { askJson } from './ask-process.ts';
import { FaultyRelease } from './injected-fault.ts';

// Jest lets nothing be imported once one of several concurrent tests has ended.
await loadRollout();

/** Whether it is down or has just started once more, only the moment decides. */
const crashed = /^(CrashLoopBackOff|Crashed)$/;

/** What is brought into an environment that runs well, and what must then be the first that its diagnosis names. */
interface InjectedFault {
  readonly fault: string;
  /** Values of the chart's app. */
  readonly app?: object;
  /** Whether the app calls what answers as `database`. */
  readonly hasDatabase?: true;
  /** Resolves when the cluster shows the fault. */
  readonly inject: (site: FaultyRelease) => Promise<void>;
  readonly unit: string;
  readonly object: string;
  readonly code: Trouble['code'];
  readonly reason: string | RegExp;
  /** What the cause names. */
  readonly says: readonly (string | RegExp)[];
  readonly advice: string | RegExp;
  /** What follows from it in the other unit. */
  readonly follower?: string;
}

const listen = `require('http').createServer((q, s) => { s.statusCode = q.url === '/' ? 200 : 404; s.end() }).listen(8080);`;
const password = `console.error('password=' + process.env.PASSWORD);`;
/** Serves once it reached what answers as `database`, and ends when that is gone. */
const dependent = `${password}
  const server = require('http').createServer((q, s) => s.end());
  const open = () => {
    const socket = require('net').connect(5432, 'database').resume()
      .setTimeout(2000, () => socket.destroy(new Error('connect ETIMEDOUT database:5432')))
      .on('connect', () => { socket.end(); if (!server.listening) server.listen(8080) })
      .on('error', (error) => { console.error(error.message); process.exit(1) })
      .on('close', (hadError) => hadError || setTimeout(open, 100));
  };
  open();`;
/** Goes on without it, and is not ready meanwhile. */
const patient = `let isOpen = false; ${password}
  require('http').createServer((q, s) => { s.statusCode = isOpen ? 200 : 503; s.end() }).listen(8080);
  const open = () => {
    const socket = require('net').connect(5432, 'database').resume()
      .setTimeout(2000, () => socket.destroy(new Error('connect ETIMEDOUT database:5432')))
      .on('connect', () => { isOpen = true; socket.end() })
      .on('error', (error) => { isOpen = false; console.error(error.message) })
      .on('close', () => setTimeout(open, 100));
  };
  open();`;
/** Says what it must not, also in what the kubelet keeps of its end. */
const damaged = `require('fs').writeFileSync('/dev/termination-log', 'refused ' + process.env.PASSWORD);
  console.error('its data is damaged');
  process.exit(9)`;
const env = [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'generated', key: 'password' } } }];
const database = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'database', labels: { 'app.kubernetes.io/component': 'web' } },
  spec: { selector: { app: 'web' }, ports: [{ port: 5432, targetPort: 8080 }] },
};
const volume = { name: 'data', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } };
const mount = { name: 'data', mountPath: '/data' };
const fill = `require('fs').writeFileSync('/data/file', Buffer.alloc(4_000_000, 1))`;
const grow = `const kept = []; setInterval(() => kept.push(Buffer.alloc(8_000_000, 1)), 20)`;
const script = (text: string) => ({ args: ['-e', text] });
/** A controller counts the pods of its workload only after they have changed. */
const hasNoneReady =
  (name: string) =>
  ({ metadata, status }: KubernetesObject) =>
    metadata.name === name && (numberAt(status, 'readyReplicas') ?? 0) === 0;
/** The kubelet may tell of a probe before it tells that the container runs. */
const isRunningUnready = (pod: KubernetesObject) =>
  recordsAt(pod, 'status', 'containerStatuses').some(
    (status) => status['ready'] === false && at(status, 'state', 'running') !== undefined,
  );

const faults: readonly InjectedFault[] = [
  {
    fault: 'wrong image',
    inject: async (site) => {
      await site.editContainer('app', {
        image: `${site.release.connection.registry}/todo-test/no-such-app:one`,
      });
      await site.seen('Pod', /ImagePull/);
    },
    ...{
      unit: 'app',
      object: 'Deployment/app',
      code: 'IMAGE_NOT_PULLED',
      reason: /^(ErrImagePull|ImagePullBackOff)$/,
    },
    says: [/image \S+\/todo-test\/no-such-app:one is not in its registry/],
    advice: /^push \S+\/todo-test\/no-such-app:one, or correct its name in the values$/,
  },
  {
    fault: 'bad tag',
    inject: async (site) => {
      await site.editContainer('app', {
        image: `${site.release.connection.registry}/todo-test/app:no-such-tag`,
      });
      await site.seen('Pod', /ImagePull/);
    },
    ...{
      unit: 'app',
      object: 'Deployment/app',
      code: 'IMAGE_NOT_PULLED',
      reason: /^(ErrImagePull|ImagePullBackOff)$/,
    },
    says: [/image \S+\/todo-test\/app:no-such-tag is not in its registry/],
    advice: /^push \S+\/todo-test\/app:no-such-tag, or correct its name/,
  },
  {
    fault: 'crash',
    app: { env },
    inject: async (site) => {
      const crash = `${password} console.error('LOG_LEVEL is not set'); process.exit(7)`;
      await site.editContainer('app', script(crash));
      await site.seen('Pod', /CrashLoopBackOff/);
    },
    ...{ unit: 'app', object: 'Deployment/app', code: 'CONTAINER_CRASHED', reason: crashed },
    says: ['exit 7', 'last line: LOG_LEVEL is not set'],
    advice: 'correct what its last lines say, and deploy again',
  },
  {
    fault: 'out of memory',
    inject: async (site) => {
      await site.editContainer('app', { ...script(grow), resources: { limits: { memory: '96Mi' } } });
      await site.seen('Pod', /CrashLoopBackOff.*OOMKilled|OOMKilled.*CrashLoopBackOff/);
    },
    ...{ unit: 'app', object: 'Deployment/app', code: 'CONTAINER_CRASHED', reason: 'OOMKilled' },
    says: ['killed for using more memory than its limit of 96Mi'],
    advice: 'raise its memory limit in the values',
  },
  {
    fault: 'missing key',
    inject: async (site) => {
      const valueFrom = { secretKeyRef: { name: 'generated', key: 'apiKey' } };
      await site.editContainer('app', { env: [{ name: 'KEY', valueFrom }] });
      await site.seen('Pod', /CreateContainerConfigError/);
    },
    ...{
      unit: 'app',
      object: 'Deployment/app',
      code: 'CONFIG_MISSING',
      reason: 'CreateContainerConfigError',
    },
    says: ["couldn't find key apiKey in Secret"],
    advice: 'add key apiKey to Secret generated',
  },
  {
    fault: 'bad probe',
    app: { script: listen },
    inject: async (site) => {
      // With time to answer on a busy machine: silence would be told instead.
      const patience = { periodSeconds: 1, timeoutSeconds: 30 };
      const readinessProbe = { httpGet: { path: '/no-such', port: 8080 }, ...patience };
      await site.editContainer('app', { readinessProbe });
      await site.seen('Event', /statuscode: 404/);
      await site.seen('Pod', isRunningUnready);
    },
    ...{ unit: 'app', object: 'Deployment/app', code: 'ROLLOUT_FAILED', reason: 'ProbeFailed' },
    says: ['HTTP probe failed with statuscode: 404 (GET /no-such at port 8080)'],
    advice: 'correct the path /no-such of its readiness probe in the values',
  },
  {
    fault: 'unschedulable',
    inject: async (site) => {
      await site.editContainer('app', { resources: { requests: { cpu: '900' } } });
      await site.seen('Pod', /Insufficient cpu/);
    },
    ...{ unit: 'app', object: 'Deployment/app', code: 'ROLLOUT_FAILED', reason: 'Unschedulable' },
    says: ['Insufficient cpu', 'it asks for 900 cpu'],
    advice: 'ask for less cpu in the values, or add a node',
  },
  {
    fault: 'quota',
    inject: async (site) => {
      const spec = { hard: { pods: '2' } };
      await site.apply({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'two-pods' }, spec });
      await site.seen('ResourceQuota', /"used":\{"pods":"2"\}/);
      await site.edit('Deployment', 'app', () => ({ replicas: 3 }));
      await site.seen('Deployment', /exceeded quota/);
    },
    ...{ unit: 'app', object: 'Deployment/app', code: 'POD_REFUSED', reason: 'FailedCreate' },
    says: ['exceeded quota: two-pods'],
    advice: 'raise the quota two-pods of the namespace, or ask for less',
  },
  {
    fault: 'blocked by policy',
    inject: async (site) => {
      const { release } = site;
      const namespace: ObjectRef = { apiVersion: 'v1', kind: 'Namespace', name: release.namespace };
      const enforce = (level: string | null) =>
        release.patchAs('a-person', namespace, {
          metadata: { labels: { 'pod-security.kubernetes.io/enforce': level } },
        });
      await enforce('restricted');
      site.onHeal(() => enforce(null));
      await site.editContainer('app', {
        securityContext: { privileged: true, allowPrivilegeEscalation: true },
      });
      await site.seen('Deployment', /violates PodSecurity/);
    },
    ...{ unit: 'app', object: 'Deployment/app', code: 'POD_REFUSED', reason: 'FailedCreate' },
    says: ['violates PodSecurity "restricted:latest"', 'privileged'],
    advice: 'set the securityContext fields that the message names',
  },
  {
    fault: 'dead database',
    app: { env, script: dependent },
    hasDatabase: true,
    inject: async (site) => {
      await site.edit('Deployment', 'web', () => ({ replicas: 0 }));
      await site.seen('Pod', /CrashLoopBackOff/);
      await site.seen('Deployment', hasNoneReady('app'));
    },
    ...{ unit: 'web', object: 'Deployment/web', code: 'ROLLOUT_FAILED', reason: 'ScaledToZero' },
    says: [
      /^it has no replicas; it was deployed with 1, until a-person changed that; Deployment\/\S+\/app needs it \(connect E\w+ \S+:5432\)$/,
    ],
    advice: /^kubectl scale deployment web --replicas 1 --namespace /,
    follower: 'app',
  },
  {
    fault: 'full volume',
    app: { volumes: [volume], mounts: [mount] },
    inject: async (site) => {
      await site.editContainer('app', script(fill));
      await site.seen('Pod', /CrashLoopBackOff/);
    },
    ...{ unit: 'app', object: 'Deployment/app', code: 'CONTAINER_CRASHED', reason: 'VolumeFull' },
    says: ['volume data (an emptyDir of 1Mi) is full'],
    advice: 'raise the sizeLimit of volume data in the values, or have it hold less',
  },
  {
    fault: 'wrong port',
    inject: async (site) => {
      await site.edit('Service', 'app', () => ({ ports: [{ port: 80, targetPort: 9999 }] }));
    },
    ...{ unit: 'app', object: 'Service/app', code: 'ROLLOUT_FAILED', reason: 'WrongPort' },
    says: ['its port 80 leads to port 9999', 'they have 8080'],
    advice: 'set targetPort of Service app to 8080 in the chart',
  },
];

/** The same faults as others meet them. */
const variants: readonly InjectedFault[] = [
  {
    fault: 'a database that crashes',
    app: { env, script: patient },
    hasDatabase: true,
    inject: async (site) => {
      await site.edit('Deployment', 'web', () => ({ strategy: { type: 'Recreate', rollingUpdate: null } }));
      await site.editContainer('web', { ...script(damaged), env });
      await site.seen('Pod', /CrashLoopBackOff/);
      await site.seen('Event', /Readiness probe failed: HTTP probe failed with statuscode: 503/);
      await site.seen('Deployment', hasNoneReady('app'));
    },
    ...{ unit: 'web', object: 'Deployment/web', code: 'CONTAINER_CRASHED', reason: crashed },
    says: [
      'exit 9: refused ***; last line: its data is damaged',
      /Deployment\/\S+\/app needs it \(connect E\w+ \S+:5432\)$/,
    ],
    advice: 'correct what its last lines say, and deploy again',
    follower: 'app',
  },
  {
    fault: 'more in a volume than its limit',
    app: { volumes: [{ name: 'data', emptyDir: { sizeLimit: '1Mi' } }], mounts: [mount] },
    inject: async (site) => {
      await site.editContainer('app', script(`${fill}; setInterval(() => 0, 1000)`));
      await site.seen('Pod', /"reason":"Evicted"/);
    },
    ...{ unit: 'app', object: 'Deployment/app', code: 'ROLLOUT_FAILED', reason: 'Evicted' },
    says: ['Usage of EmptyDir volume "data" exceeds the limit "1Mi"'],
    advice: 'raise the sizeLimit of volume data in the values, or have it hold less',
  },
  {
    fault: 'a workload without replicas that nobody calls',
    inject: async (site) => {
      await site.edit('Deployment', 'web', () => ({ replicas: 0 }));
      await site.seen('Deployment', hasNoneReady('web'));
    },
    ...{ unit: 'web', object: 'Deployment/web', code: 'ROLLOUT_FAILED', reason: 'ScaledToZero' },
    says: ['it has no replicas; it was deployed with 1, until a-person changed that'],
    advice: /^kubectl scale deployment web --replicas 1 --namespace /,
  },
  {
    fault: 'wrong port of a probe',
    inject: async (site) => {
      await site.editContainer('app', { readinessProbe: { tcpSocket: { port: 9999 }, periodSeconds: 1 } });
      await site.seen('Event', /:9999: connect: connection refused/);
      await site.seen('Pod', isRunningUnready);
    },
    ...{ unit: 'app', object: 'Deployment/app', code: 'ROLLOUT_FAILED', reason: 'ProbeFailed' },
    says: [':9999: connect: connection refused'],
    advice: 'have it listen at port 9999 in time, or correct the port of its readiness probe in the values',
  },
  {
    fault: 'the Service of the database is gone',
    app: { env, script: dependent },
    hasDatabase: true,
    inject: async (site) => {
      const { cluster, namespace, pods } = withSite(site);
      const gone = await site.release.get('Service', 'database');
      const { spec } = database;
      await cluster.delete(site.release.ref('Service', 'database'), { signal: AbortSignal.timeout(30_000) });
      site.onHeal(() =>
        cluster.apply(
          { ...database, metadata: { ...gone?.metadata, ...cleared, name: 'database', namespace }, spec },
          {
            signal: AbortSignal.timeout(30_000),
          },
        ),
      );
      for (const pod of await pods('app'))
        await cluster.delete(refOf(pod), { signal: AbortSignal.timeout(30_000) });
      await site.seen('Pod', /CrashLoopBackOff/);
      await site.seen('Deployment', hasNoneReady('app'));
    },
    ...{ unit: 'web', object: 'Service/database', code: 'ROLLOUT_FAILED', reason: 'Missing' },
    says: [/^it was deleted since the last deploy; Deployment\/\S+\/app needs it \(.*database.*\)$/],
    advice: 'todo-deploy deploy',
    follower: 'app',
  },
];

const cleared = {
  uid: undefined,
  resourceVersion: undefined,
  managedFields: undefined,
  creationTimestamp: undefined,
};

function withSite({ release }: FaultyRelease) {
  return { cluster: release.cluster, namespace: release.namespace, pods: (app: string) => release.pods(app) };
}

/** The app can only run once its database does. */
function stepsOf({ app, hasDatabase }: InjectedFault): readonly Record<string, unknown>[] {
  const values = { migration: { enabled: false }, extra: hasDatabase ? [database] : [] };
  const steps = [...(hasDatabase ? [{}] : []), app ?? {}];
  return steps.map((step) => ({ ...values, app: { replicas: 1, ...step } }));
}

async function diagnose({ release }: FaultyRelease): Promise<EnvironmentDiagnosis> {
  return readDiagnosis({ ...release.request(), only: [] }, { signal: AbortSignal.timeout(60_000) });
}

/** `Deployment/app` of `Deployment/NAMESPACE/app`. */
function withoutNamespace(object: string | undefined): string {
  const [kind, , name] = (object ?? '').split('/');
  return `${kind}/${name}`;
}

async function expectNamed(site: FaultyRelease, row: InjectedFault): Promise<void> {
  const diagnosis = await diagnose(site);
  const [first, ...rest] = gravestFirst(diagnosis);
  if (!first) throw new Error(`${row.fault}: nothing is found`);
  expect({
    unit: first.unit,
    object: withoutNamespace(first.trouble.object),
    code: first.trouble.code,
  }).toEqual({
    unit: row.unit,
    object: row.object,
    code: row.code,
  });
  expect(first.trouble.reason).toMatch(row.reason);
  for (const said of row.says) expect(first.trouble.cause).toMatch(said);
  expect(first.trouble.advice).toMatch(row.advice);
  expect(diagnosis.units[0]?.unit).toBe(row.unit);
  expect(rest.map(({ unit, trouble }) => [unit, trouble.dueTo])).toEqual(
    row.follower === undefined ? [] : [[row.follower, first.trouble.object]],
  );
  for (const { trouble } of rest)
    expect(trouble.cause).toContain(`this follows from ${first.trouble.object}`);
  await expectMasked(site, diagnosis);
  await expectAnswered(site, row);
}

/** `todo-deploy ask` answers with the same cause, first. */
async function expectAnswered({ release }: FaultyRelease, row: InjectedFault): Promise<void> {
  const { text, calls } = await askJson(release, 'check why the pods are failing');
  const [unit, cause = ''] = text.split('\n');
  const [kind = '', name = ''] = row.object.split('/');
  const place = `${row.code}  ${kind}/${release.namespace}/${name}: `;
  expect({ unit, place: cause.slice(0, place.length) }).toEqual({
    unit: `${row.unit} is not healthy.`,
    place,
  });
  for (const said of row.says) expect(cause.slice(place.length)).toMatch(said);
  expect(calls.length).toBeLessThanOrEqual(2);
}

async function expectMasked({ release }: FaultyRelease, diagnosis: EnvironmentDiagnosis): Promise<void> {
  const secret = (await release.get('Secret', 'generated'))?.['data'] as { readonly password: string };
  const output = JSON.stringify(diagnosis) + describeDiagnosis(diagnosis, createStyle(false));
  for (const value of [secret.password, Buffer.from(secret.password, 'base64').toString()])
    expect(output).not.toContain(value);
}

/** Of all the waits for one fault, several of which are under way at once. */
const faultMs = 900_000;

describe('the diagnosis of a running environment', () => {
  it.concurrent.each([...variants, ...faults])(
    'names first, of $fault, the true cause, and nothing once it has healed',
    async (row) => {
      const site = await FaultyRelease.open(stepsOf(row));
      try {
        expect(gravestFirst(await diagnose(site))).toEqual([]);
        await row.inject(site);
        await expectNamed(site, row);
        await site.heal();
        expect(await troublesInTheEnd(site)).toEqual([]);
      } finally {
        await site.close();
      }
    },
    faultMs,
  );
});

const healingMs = 120_000;

/** Those that do not pass: a controller may still take its last step when a workload is ready for the first time. */
async function troublesInTheEnd(site: FaultyRelease): Promise<ReturnType<typeof gravestFirst>> {
  const deadline = performance.now() + healingMs;
  for (;;) {
    const troubles = gravestFirst(await diagnose(site));
    if (troubles.length === 0 || performance.now() > deadline) return troubles;
  }
}
