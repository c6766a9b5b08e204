import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { numberAt, textAt } from '../../../src/cluster/kubernetes-object.ts';
import { isWrite, type RecordedCall } from '../recording-proxy.ts';
import { DeployProcess } from './deploy-process.ts';
import type { Fault } from './fault.ts';
import { FaultSite } from './fault-site.ts';
import { expectConvergence, expectEnding } from './invariants.ts';

/** What a kill may meet of a deploy: objects that change, come, go, and are made anew. */
function setVersion(site: FaultSite, version: string): void {
  const { extra, ...values } = site.release.values;
  const [canary] = extra as readonly object[];
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `only-in-${version}` } };
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'job' },
    spec: {
      completions: 0,
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'job', image: version }] } },
    },
  };
  site.release.values = { ...values, extra: [canary, configMap, job] };
  site.change({ config: { greeting: version }, app: { message: version } });
}

/**
 * Kills a deploy in a process of its own once the server has answered so many of its calls that are meant.
 *
 * @returns whether it came to its end before
 */
async function outlives(
  site: FaultSite,
  calls: number,
  isMeant: (call: RecordedCall) => boolean = () => true,
): Promise<boolean> {
  let left = calls;
  const deploying = await DeployProcess.start(site);
  site.proxy.onAnswer = async (call) => {
    if (isMeant(call) && --left === 0) await deploying.kill();
  };
  const exitCode = await deploying.ended;
  site.proxy.onAnswer = () => Promise.resolve();
  expect(exitCode).toBe(left > 0 ? 0 : null);
  return exitCode === 0;
}

/** Kills deploys after 1, 2, 3, … calls, in two series side by side, until one comes to its end; answers how many there are. */
async function killAfterEach(hasEnded: (calls: number, series: number) => Promise<boolean>): Promise<number> {
  const seriesCount = 2;
  const run = async (series: number) => {
    let calls = 1 + series;
    while (!(await hasEnded(calls, series))) calls += seriesCount;
    return calls;
  };
  const calls = await Promise.all(Array.from({ length: seriesCount }, (_, series) => run(series)));
  return Math.min(...calls) - 1;
}

/** Finishes what was killed. */
async function finish(site: FaultSite): Promise<void> {
  expectEnding(await site.deploy(), 'success');
  await expectConvergence(site);
}

/** What is there of the release's kind that comes and goes: nothing may be left of a deploy that was killed. */
async function ownConfigMaps({ release }: FaultSite): Promise<readonly string[]> {
  const selection = { apiVersion: 'v1', kind: 'ConfigMap', namespace: release.namespace };
  const found = await release.cluster.list(selection, { signal: AbortSignal.timeout(30_000) });
  return found
    .map(({ metadata }) => metadata.name)
    .filter((name) => !name.startsWith('kube-root-ca'))
    .toSorted();
}

const leaseOf = ({ release }: FaultSite) => release.get('Lease', 'todo-deploy-fixture');
const holderOf = async (site: FaultSite) => textAt(await leaseOf(site), 'spec', 'holderIdentity');
const isDeploymentWrite = (call: RecordedCall) => isWrite(call) && call.path.endsWith('/deployments/app');

/** Holds the answer to the first write that is meant until it is let go. */
function holdAnswer(site: FaultSite, isMeant: (call: RecordedCall) => boolean) {
  const held = Promise.withResolvers<void>();
  const free = Promise.withResolvers<void>();
  let isHeld = false;
  site.proxy.onAnswer = (call) => {
    if (isHeld || !isMeant(call)) return Promise.resolve();
    isHeld = true;
    held.resolve();
    return free.promise;
  };
  site.onMend(free.resolve);
  return { held: held.promise, letGo: free.resolve };
}

/** What happens to the process that deploys. */
export const processFaults: readonly Fault[] = [
  {
    number: 11,
    fault: 'SIGKILL after each call of a deploy of changes',
    expected: 'the same command again finishes it, or another one takes its place, whichever call it was',
    inject: async (site) => {
      const other = await FaultSite.open(0);
      site.onMend(() => other.close());
      const calls = await killAfterEach(async (calls, series) => {
        const target = series === 0 ? site : other;
        const version = ['one', 'two'][Math.trunc(calls / 2) % 2] ?? '';
        setVersion(target, version);
        if (await outlives(target, calls)) return true;
        const next = series === 0 ? version : 'another';
        setVersion(target, next);
        await finish(target);
        expect(await ownConfigMaps(target)).toEqual([`only-in-${next}`, 'settings']);
        return false;
      });
      expect(calls).toBeGreaterThan(20);
      setVersion(site, 'last');
    },
    ends: 'success',
  },
  {
    number: 11,
    fault: 'SIGKILL after each write of a first deploy',
    expected: 'the same command again finishes it, whichever write it was',
    before: false,
    inject: async (site) => {
      const writes = await killAfterEach(async (count) => {
        const target = await FaultSite.open(0);
        try {
          setVersion(target, 'one');
          if (await outlives(target, count, isWrite)) return true;
          await finish(target);
          return false;
        } finally {
          await target.close();
        }
      });
      expect(writes).toBeGreaterThan(8);
      setVersion(site, 'one');
    },
    ends: 'success',
  },
  {
    number: 12,
    fault: 'SIGINT or SIGTERM once, in the middle of a write',
    expected: 'finishes the write, gives the lease back, tells what was written, ends with 130',
    inject: async (site) => {
      const { held, letGo } = holdAnswer(
        site,
        (call) => isWrite(call) && call.path.endsWith('/configmaps/settings'),
      );
      site.change({ config: { greeting: 'new' }, app: { message: 'new' } });
      const deploying = await DeployProcess.start(site);
      await held;
      deploying.send(site.pick(2) === 0 ? 'SIGINT' : 'SIGTERM');
      await deploying.event(({ type }) => type === 'note');
      letGo();
      expect(await deploying.ended).toBe(130);
      const { release } = site;
      expect(deploying.events.at(-1)).toMatchObject({ type: 'deploy-failed', code: 'DEPLOY_CANCELLED' });
      expect(JSON.stringify(deploying.events.at(-1))).toContain('1 of 2 changes was written');
      expect(await release.get('ConfigMap', 'settings')).toMatchObject({ data: { greeting: 'new' } });
      expect(await release.get('Deployment', 'app')).toMatchObject({ metadata: { generation: 1 } });
      expect(await holderOf(site)).toBe('');
    },
    ends: 'success',
    check: ({ ending }) => expect(ending.output).not.toContain('lease-awaited'),
  },
  {
    number: 12,
    fault: 'SIGINT twice',
    expected: 'ends with 130 at once, and the next deploy finishes it',
    inject: async (site) => {
      const { held } = holdAnswer(site, isDeploymentWrite);
      site.change({ config: { greeting: 'new' }, app: { message: 'new' } });
      const deploying = await DeployProcess.start(site);
      await held;
      deploying.send('SIGINT');
      await deploying.event(({ type }) => type === 'note');
      // Two that come together are one, as npm hands the terminal's on.
      await delay(400);
      deploying.send('SIGINT');
      expect(await deploying.ended).toBe(130);
      expect(await holderOf(site)).not.toBe('');
    },
    ends: 'success',
    check: ({ ending }) => expect(ending.output).toContain('lease-taken-over'),
  },
  {
    number: 13,
    fault: 'two deploys at once',
    expected: 'one refuses and names the holder, or waits for it and goes on',
    inject: async (site) => {
      const { held, letGo } = holdAnswer(site, isDeploymentWrite);
      site.change({ app: { message: 'first' } });
      site.request = { by: 'first' };
      const first = await DeployProcess.start(site);
      await held;
      site.change({ app: { message: 'second' } });
      site.request = { by: 'second' };
      const refused = await site.deploy({ noWait: true });
      expectEnding(refused, { code: 'LEASE_HELD', says: [/held by first@/] });
      void site
        .event(({ type }) => type === 'lease-awaited')
        .then(async () => {
          letGo();
          expect(await first.ended).toBe(0);
        });
    },
    ends: 'success',
    check: async ({ release }) => {
      expect(JSON.stringify(await release.get('Deployment', 'app'))).toContain('second');
    },
  },
  {
    number: 14,
    fault: 'the holder of the lease died on another machine',
    expected: 'taken over after 30 s at the most',
    inject: async (site) => {
      const { release } = site;
      const { held } = holdAnswer(site, isDeploymentWrite);
      site.change({ config: { greeting: 'new' }, app: { message: 'new' } });
      const dead = await DeployProcess.start(site);
      await held;
      await dead.kill();
      const annotations = (await leaseOf(site))?.metadata.annotations ?? {};
      const elsewhere = Object.entries(annotations).map(([name, value]) => [
        name,
        value.replace(/"machine":"\w+"/, '"machine":"another"'),
      ]);
      const metadata = { annotations: Object.fromEntries(elsewhere) as Record<string, string> };
      await release.patchAs('test', release.ref('Lease', 'todo-deploy-fixture'), { metadata });
    },
    ends: 'success',
    check: async (site) => {
      expect(site.ending.output).toContain('lease-awaited');
      expect(site.ending.output).toContain('lease-taken-over');
      expect(numberAt(await leaseOf(site), 'spec', 'leaseDurationSeconds')).toBeLessThanOrEqual(30);
    },
  },
  {
    number: 15,
    fault: 'the holder of the lease is paused for longer than it lasts, and goes on then',
    expected: 'stops before its next write',
    inject: async (site) => {
      const { held, letGo } = holdAnswer(
        site,
        (call) => isWrite(call) && call.path.endsWith('/configmaps/settings'),
      );
      site.change({ config: { greeting: 'first' }, app: { message: 'first' } });
      const paused = await DeployProcess.start(site);
      await held;
      paused.send('SIGSTOP');
      letGo();
      site.change({ config: { greeting: 'second' }, app: { message: 'second' } });
      site.request = { connection: site.release.connection };
      expectEnding(await site.deploy(), 'success');
      expect(site.ending.output).toContain('lease-taken-over');
      site.proxy.calls.length = 0;
      paused.send('SIGCONT');
      expect(await paused.ended).toBe(37);
      expect(paused.events.at(-1)).toMatchObject({ type: 'deploy-failed', code: 'LEASE_LOST' });
      expect(site.writes()).toEqual([]);
    },
    ends: 'success',
  },
];
