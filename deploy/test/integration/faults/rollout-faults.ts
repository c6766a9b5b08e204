import { expect } from '@jest/globals';
import { until } from '@todo/testing/until';
import { recordsAt, refOf, textAt, type KubernetesObject } from '../../../src/cluster/kubernetes-object.ts';
import { testImage } from '../cluster.ts';
import type { Fault } from './fault.ts';
import type { FaultSite } from './fault-site.ts';
import { expectEnding } from './invariants.ts';
import { openRequestLoop } from './request-loop.ts';

const serving = { app: { replicas: 1 } };
/** Says what it must not, and ends. */
const crash = `console.error('password=' + process.env.CANARY); console.error('DATABASE_URL is not set'); process.exit(7)`;
const listen = (answer: string) => `require('http').createServer((q, s) => { ${answer} }).listen(8080)`;
const canaryEnv = [{ name: 'CANARY', valueFrom: { secretKeyRef: { name: 'canary', key: 'password' } } }];
const laterEnv = [{ name: 'KEY', valueFrom: { configMapKeyRef: { name: 'later', key: 'key' } } }];
const later = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'later' }, data: { key: 'x' } };

const limit = (site: FaultSite, seconds: number) => {
  site.release.timeoutMs = seconds * 1000;
  site.onMend(() => (site.release.timeoutMs = 120_000));
};
const neverReady = (site: FaultSite) =>
  site.change({ app: { script: listen('s.statusCode = 503; s.end()'), ready: '/ready' } });
const mended = (site: FaultSite) =>
  site.change({ app: { script: '', message: 'mended', env: [], resources: {}, ready: '/' } });
const missingImage = (site: FaultSite) => {
  site.release.images['app'] = `sha256:${'0'.repeat(64)}`;
  site.onMend(async () => (site.release.images['app'] = await testImage('app', 'one')));
};

/** What goes wrong once the objects are written: each is seen before the deadline that the row sets, or at it. */
export const rolloutFaults: readonly Fault[] = [
  {
    number: 8,
    fault: 'an event of the generation before comes late',
    expected: 'taken for no answer',
    before: serving,
    inject: async (site) => {
      const { release, proxy } = site;
      const object = { ...(await release.get('Deployment', 'app')), kind: 'Deployment' };
      const path = `/apis/apps/v1/namespaces/${release.namespace}/deployments`;
      neverReady(site);
      limit(site, 20);
      void site
        .event(({ type }) => type === 'rollout-started')
        .then(() => site.podState('app', /503.*"phase":"Running"/))
        .then(() => proxy.sendToWatches(path, { type: 'MODIFIED', object }));
    },
    ends: { code: 'ROLLOUT_TIMED_OUT', says: ['statuscode: 503'] },
    mend: mended,
  },
  {
    number: 16,
    fault: 'a quota does not admit the pods',
    expected: 'seen within 10 s, the quota named',
    before: serving,
    inject: async (site) => {
      const spec = { hard: { pods: '1' } };
      await site.apply({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'one-pod' }, spec });
      // Before its controller has counted, pods are refused with other words.
      await until(async () => textAt(await quota(site), 'status', 'used', 'pods') === '1');
      site.change({ app: { message: 'new' } });
      limit(site, 10);
      const ref = site.release.ref('ResourceQuota', 'one-pod');
      site.onMend(() => site.release.cluster.delete(ref, { signal: AbortSignal.timeout(30_000) }));
    },
    ends: { code: 'POD_REFUSED', says: ['exceeded quota: one-pod', 'rolled back to revision 1'] },
  },
  {
    number: 21,
    fault: 'the image is not in its registry',
    expected: 'seen within 15 s, the image named',
    before: serving,
    inject: async (site) => {
      const before = uidsOf(await site.release.pods('app'));
      missingImage(site);
      limit(site, 15);
      site.onMend(async () => expect(uidsOf(await site.release.pods('app'))).toEqual(before));
    },
    ends: {
      code: 'IMAGE_NOT_PULLED',
      says: [/image \S+\/todo-test\/app@sha256:0+ is not in its registry/, 'rolled back to revision 1'],
    },
  },
  {
    number: 21,
    fault: 'the registry answers 401',
    expected: 'seen within 15 s, image and registry text named',
    before: serving,
    inject: (site) => {
      missingImage(site);
      site.proxy.alter = (object) => (object.kind === 'Pod' ? asUnauthorized(object) : object);
      limit(site, 15);
    },
    ends: {
      code: 'IMAGE_NOT_PULLED',
      says: [/image \S+\/todo-test\/app@sha256:0+/, '401 Unauthorized', 'rolled back to revision 1'],
      hint: /image pull secret/,
    },
  },
  {
    number: 22,
    fault: 'the container crashes again and again',
    expected: 'seen within 30 s, with exit code and the previous log',
    before: serving,
    inject: (site) => {
      site.change({ app: { script: crash, env: canaryEnv } });
      limit(site, 30);
    },
    ends: {
      code: 'CONTAINER_CRASHED',
      says: ['exit 7', 'last line: DATABASE_URL is not set', 'rolled back to revision 1'],
    },
    check: ({ ending }) => expect(ending.output).toContain('password=***'),
    mend: mended,
  },
  {
    number: 22,
    fault: 'the container crashes, and the Secrets to mask in its log cannot be read',
    expected: 'the cause without its log',
    before: serving,
    inject: (site) => {
      const body = { kind: 'Status', status: 'Failure', code: 403, message: 'secrets is forbidden' };
      site.change({ app: { script: crash, env: canaryEnv } });
      const refuse = (isRefused: boolean) => () => {
        site.proxy.fault = ({ path }) =>
          isRefused && path.endsWith('/secrets') ? { status: 403, body } : undefined;
      };
      void site.event(({ type }) => type === 'rollout-started').then(refuse(true));
      void site.event(({ type }) => type === 'evidence-saved').then(refuse(false));
    },
    ends: { code: 'CONTAINER_CRASHED', says: ['exit 7', 'rolled back to revision 1'] },
    check: ({ ending }) => {
      expect(ending.output).toContain('its log is withheld');
      expect(ending.output).not.toMatch(/password=(\*|canary)/);
    },
    mend: mended,
  },
  {
    number: 23,
    fault: 'the container is slow, and ready after 90 % of the time it has',
    expected: 'success',
    before: serving,
    inject: (site) => {
      limit(site, 60);
      const readyAt = Date.now() + 54_000;
      site.change({ app: { script: listen(`s.statusCode = Date.now() < ${readyAt} ? 503 : 200; s.end()`) } });
    },
    ends: 'success',
  },
  {
    number: 24,
    fault: 'the container is never ready',
    expected: 'ends at the deadline, with what the probe said',
    before: serving,
    inject: (site) => {
      neverReady(site);
      limit(site, 20);
    },
    ends: {
      code: 'ROLLOUT_TIMED_OUT',
      says: [
        'not ready after 20 s',
        'Readiness probe failed: HTTP probe failed with statuscode: 503',
        'rolled back to revision 1',
      ],
    },
    mend: mended,
  },
  {
    number: 25,
    fault: 'a key of a Secret is missing',
    expected: 'seen within 10 s, the key named',
    before: serving,
    inject: (site) => {
      const env = [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'canary', key: 'apiKey' } } }];
      site.change({ app: { env } });
      limit(site, 10);
    },
    ends: {
      code: 'CONFIG_MISSING',
      says: ["couldn't find key apiKey in Secret", 'rolled back to revision 1'],
      hint: 'add key apiKey to Secret canary',
    },
    mend: mended,
  },
  {
    number: 26,
    fault: 'no node has room for the pod',
    expected: 'waits to the deadline, and ends with what the scheduler said',
    before: serving,
    inject: (site) => {
      site.change({ app: { resources: { requests: { cpu: '1000' } } } });
      limit(site, 20);
    },
    ends: {
      code: 'ROLLOUT_TIMED_OUT',
      says: ['not ready after 20 s', 'Insufficient cpu', 'rolled back to revision 1'],
    },
    mend: mended,
  },
  {
    number: 27,
    fault: 'the old pods are broken, and the new ones good',
    expected: 'success',
    before: serving,
    inject: async (site) => {
      site.change({ app: { script: crash } });
      await site.deploy({ noRollback: true });
      expect(site.ending.error?.code).toBe('CONTAINER_CRASHED');
      mended(site);
    },
    ends: 'success',
  },
  {
    number: 31,
    fault: 'the migration fails',
    expected: 'the app is not touched, and no request to it fails',
    before: { ...serving, migration: { enabled: true } },
    inject: async (site) => {
      const { release } = site;
      const loop = await openRequestLoop(release);
      const before = await release.get('Deployment', 'app');
      site.onMend(async () => {
        expect(await loop.close()).toEqual({ failed: [], hasAnswered: true });
        expect((await release.get('Deployment', 'app'))?.metadata).toMatchObject({
          generation: before?.metadata.generation,
        });
      });
      site.change({ migration: { script: `console.error('relation exists'); process.exit(3)` } });
      site.change({ app: { message: 'new' } });
    },
    ends: { code: 'JOB_FAILED', says: ['exit 3', 'last line: relation exists'] },
    mend: (site) => site.change({ migration: { script: '' } }),
  },
  {
    number: 32,
    fault: 'the rollout fails, and so does going back',
    expected: 'both causes, and an end',
    before: serving,
    inject: async (site) => {
      const { release } = site;
      await site.apply(later);
      site.change({ app: { env: laterEnv } });
      expectEnding(await site.deploy(), 'success');
      const signal = AbortSignal.timeout(30_000);
      await release.cluster.delete(release.ref('ConfigMap', 'later'), { signal });
      for (const pod of await release.pods('app')) await release.cluster.delete(refOf(pod), { signal });
      site.change({ app: { script: crash, env: [] } });
    },
    ends: {
      code: 'ROLLBACK_FAILED',
      says: ['exit 7', 'going back failed too: to revision 2', 'configmap "later" not found'],
    },
    mend: async (site) => {
      await site.apply(later);
      site.change({ app: { script: '', env: laterEnv } });
    },
  },
];

const quota = ({ release }: FaultSite) => release.get('ResourceQuota', 'one-pod');
const uidsOf = (objects: readonly KubernetesObject[]) => objects.map(({ metadata }) => metadata.uid);

/** The pod as containerd 1.6 leaves it when a registry wants to know who asks. */
function asUnauthorized(pod: KubernetesObject): KubernetesObject {
  const statuses = recordsAt(pod, 'status', 'containerStatuses').map((status) => {
    const reason = textAt(status, 'state', 'waiting', 'reason') ?? '';
    if (!['ErrImagePull', 'ImagePullBackOff'].includes(reason)) return status;
    const image = textAt(status, 'image') ?? '';
    const host = image.split('/')[0];
    const message =
      `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ` +
      `pulling from host ${host} failed with status code [manifests 1]: 401 Unauthorized`;
    return { ...status, state: { waiting: { reason, message } } };
  });
  return { ...pod, status: { ...(pod['status'] as object), containerStatuses: statuses } };
}
