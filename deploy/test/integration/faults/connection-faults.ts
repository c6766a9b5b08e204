import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { testImage } from '../cluster.ts';
import type { RecordedCall } from '../recording-proxy.ts';
import type { Fault } from './fault.ts';
import type { FaultSite } from './fault-site.ts';

const status = (code: number, message: string, reason = '') => ({
  ...{ kind: 'Status', apiVersion: 'v1', status: 'Failure' },
  ...{ code, message, reason },
});

/** Writes that change what the chart holds, four at least. */
const newVersion = (site: FaultSite) => {
  const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
  site.change({
    config: { greeting: 'new' },
    app: { message: 'new' },
    extra: [configMap('a'), configMap('b')],
  });
};

const isApply = (call: RecordedCall) => call.method === 'PATCH' && !call.isDryRun;

/** What goes wrong between the engine and the API server. */
export const connectionFaults: readonly Fault[] = [
  {
    number: 1,
    fault: 'the API refuses connections for 30 s in the middle of the writes',
    expected: 'resumes, and succeeds',
    inject: (site) => {
      newVersion(site);
      site.onWrite(site.pick(4), async () => {
        const comeBack = await site.proxy.goDown();
        void delay(30_000).then(comeBack);
      });
    },
    ends: 'success',
  },
  {
    number: 2,
    fault: 'the API is gone in the middle of the writes, and stays away past the deadline',
    expected: 'fails, tells what was applied and what was not, and does not go back blindly',
    inject: (site) => {
      newVersion(site);
      site.release.timeoutMs = 5_000;
      site.onWrite(1 + site.pick(3), async () => site.onMend(await site.proxy.goDown()));
    },
    ends: { code: 'CLUSTER_UNREACHABLE', says: ['ECONNREFUSED'] },
    check: ({ ending, release }) => {
      release.timeoutMs = 120_000;
      expect(ending.output).toMatch(/written: .*; not written, as far as is known: .*Deployment\/\S+\/app/);
      expect(ending.output).not.toContain('going back');
    },
  },
  {
    number: 2,
    fault: 'the API is gone while pods start, and stays away past the deadline',
    expected: 'fails, and does not go back blindly',
    before: { app: { replicas: 1 } },
    inject: (site) => {
      site.change({ app: { message: 'new' } });
      site.release.timeoutMs = 5_000;
      void site
        .event(({ type }) => type === 'rollout-progressed')
        .then(() => site.proxy.goDown())
        .then((comeBack) => site.onMend(comeBack));
    },
    ends: { code: 'CLUSTER_UNREACHABLE', says: ['ECONNREFUSED'] },
    check: ({ ending, release }) => {
      release.timeoutMs = 120_000;
      expect(ending.output).not.toContain('going back');
    },
  },
  {
    number: 2,
    fault: 'the API does not answer at all',
    expected: 'fails after a few seconds, and names the server',
    inject: async (site) => site.onMend(await site.proxy.goDown()),
    ends: { code: 'CLUSTER_UNREACHABLE', says: [/^Cluster http:\/\/127\.0\.0\.1:\d+: no answer for \d s/] },
  },
  {
    number: 3,
    fault: 'the leader changes, or a request times out in etcd',
    expected: 'tries again',
    inject: (site) => {
      newVersion(site);
      const message = ['etcdserver: leader changed', 'etcdserver: request timed out'][site.pick(2)] ?? '';
      site.spoil(isApply, { status: 500, body: status(500, message) }, 2);
    },
    ends: 'success',
  },
  {
    number: 4,
    fault: '429 with Retry-After',
    expected: 'waits as it is told',
    inject: (site) => {
      newVersion(site);
      const body = status(429, 'too many requests', 'TooManyRequests');
      site.spoil(isApply, { status: 429, body, headers: { 'retry-after': '2' } });
    },
    ends: 'success',
    check: ({ proxy }) => {
      const [refused, ...later] = proxy.calls.filter(isApply);
      const again = later.find(({ path }) => path === refused?.path);
      expect((again?.startedAt ?? 0) - (refused?.startedAt ?? 0)).toBeGreaterThan(1990);
    },
  },
  {
    number: 5,
    fault: 'the connection is reset after a write, and its answer is lost',
    expected: 'sends it again, and rolls out once',
    before: { app: { replicas: 1 } },
    inject: (site) => {
      site.change({ app: { message: 'new' } });
      site.spoil((call) => isApply(call) && call.path.endsWith('/deployments/app'), 'lose-answer');
    },
    ends: 'success',
    check: async ({ proxy, release }) => {
      const sent = proxy.calls.filter((call) => isApply(call) && call.path.endsWith('/deployments/app'));
      expect(sent).toHaveLength(2);
      expect(await release.get('Deployment', 'app')).toMatchObject({ metadata: { generation: 2 } });
    },
  },
  {
    number: 6,
    fault: 'an answer stalls',
    expected: 'gives the request up after 30 s, and sends it again',
    inject: (site) => {
      newVersion(site);
      const isList = (call: RecordedCall) =>
        call.method === 'GET' && !call.isWatch && site.proxy.calls.length > 1;
      const isMeant = [isApply, (call: RecordedCall) => call.isDryRun, isList][site.pick(3)] ?? isList;
      site.spoil(isMeant, site.pick(2) === 0 ? 'stall' : 'stall-in-body');
    },
    ends: 'success',
  },
  {
    number: 7,
    fault: 'the watches end, and their history is gone (410) when they are opened again',
    expected: 'lists anew, and sees the failure that came in between',
    before: { app: { replicas: 1 } },
    inject: (site) => {
      const { release, proxy } = site;
      release.images['app'] = `sha256:${'7'.repeat(64)}`;
      const expired = { status: 410, body: status(410, 'too old resource version', 'Expired') };
      void site
        .event(({ type }) => type === 'rollout-started')
        .then(async () => {
          proxy.fault = ({ isWatch }) => (isWatch ? expired : undefined);
          proxy.endWatches();
          await site.podState('app', /ErrImagePull|ImagePullBackOff/);
          proxy.fault = () => undefined;
        });
    },
    ends: { code: 'IMAGE_NOT_PULLED', says: ['is not in its registry', 'rolled back to revision 1'] },
    check: ({ proxy }) => {
      // Tried without a pause, it would be hundreds each second.
      expect(proxy.calls.filter(({ isWatch }) => isWatch).length).toBeLessThan(200);
    },
    mend: async ({ release }) => {
      release.images['app'] = await testImage('app', 'one');
    },
  },
  {
    number: 29,
    fault: 'the token expires, in the middle of the writes and again while watches are open',
    expected: 'reads the credentials again once, and goes on',
    before: { app: { replicas: 1 } },
    inject: (site) => {
      const { proxy } = site;
      let valid = 'first';
      const renew = async (token: string) => {
        // Written before the other one is refused, upon which the client reads it once.
        await proxy.giveToken(token);
        valid = token;
      };
      const expired = { status: 401, body: status(401, 'Unauthorized', 'Unauthorized') };
      newVersion(site);
      proxy.fault = ({ authorization }) => (authorization === `Bearer ${valid}` ? undefined : expired);
      site.onWrite(site.pick(4), () => renew('second'));
      void site
        .event(({ type }) => type === 'rollout-progressed')
        .then(() => renew('third'))
        .then(() => proxy.endWatches());
    },
    ends: 'success',
    check: ({ proxy }) => {
      const refused = proxy.calls.filter(({ authorization }) => authorization === 'Bearer third');
      expect(refused).not.toEqual([]);
    },
  },
];
