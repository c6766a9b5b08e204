import { expect } from '@jest/globals';
import { until } from '@todo/testing/until';
import { numberAt, recordsAt } from '../../../src/cluster/kubernetes-object.ts';
import { AdmissionWebhook } from './admission-webhook.ts';
import type { Fault } from './fault.ts';
import type { FaultSite } from './fault-site.ts';
import { restrictUser } from './restricted-user.ts';

const configMap = (name: string, fields: object = {}) => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'b' } },
  ...fields,
});
const fixed = (data: object) => configMap('fixed', { immutable: true, data });

const writesNothing = (site: FaultSite) => expect(site.writes().map(({ path }) => path)).toEqual([]);
const denial = 'images must be signed by "the release team": see policy 7';

/** What the cluster, or somebody else in it, has against the objects. */
export const applyFaults: readonly Fault[] = [
  {
    number: 9,
    fault: 'another manager owns a field',
    expected: 'found by the dry run: manager, field and both values named, nothing written',
    inject: async (site) => {
      const { release } = site;
      await release.patchAs('intruder', release.ref('ConfigMap', 'settings'), {
        data: { greeting: 'bonjour' },
      });
      site.change({ config: { greeting: 'good day' }, app: { message: 'new' } });
    },
    ends: {
      code: 'APPLY_CONFLICT',
      says: [
        'field .data.greeting is owned by intruder (ours "good day", theirs "bonjour")',
        'nothing was written',
      ],
    },
    check: writesNothing,
    mend: (site) => site.change({ config: { greeting: 'bonjour' } }),
  },
  {
    number: 10,
    fault: 'a HorizontalPodAutoscaler owns the replicas',
    expected: 'left alone, no conflict',
    before: { app: { replicasOwned: false } },
    inject: async (site) => {
      await site.apply({
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: 'app' },
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'app' },
          ...{ minReplicas: 2, maxReplicas: 3 },
        },
      });
      // Its controller comes by every 15 s.
      await until(async () => (await replicasOf(site)) === 2, 180_000);
      site.change({ app: { message: 'new' } });
    },
    ends: 'success',
    check: async (site) => expect(await replicasOf(site)).toBe(2),
  },
  {
    number: 17,
    fault: 'an admission webhook denies an object',
    expected: 'its words, and no rollout',
    inject: async (site) => {
      await AdmissionWebhook.open(site, denial);
      site.change({ config: { greeting: 'new' }, app: { message: 'new' } });
    },
    ends: { code: 'OBJECT_REFUSED', says: [denial, 'nothing was written'] },
    check: writesNothing,
  },
  {
    number: 18,
    fault: 'an admission webhook is down',
    expected: 'asked again a few times, then named',
    inject: async (site) => {
      const { name } = await AdmissionWebhook.open(site, undefined);
      site.change({ config: { greeting: 'new' }, app: { message: `asked by ${name}` } });
    },
    ends: { code: 'WEBHOOK_UNAVAILABLE', says: [/webhook faults-\w+\.todo\.test/, 'nothing was written'] },
    check: (site) => {
      writesNothing(site);
      const asked = site.proxy.calls.filter(
        ({ path, isDryRun }) => isDryRun && path.endsWith('/deployments/app'),
      );
      expect(asked.length).toBeGreaterThan(1);
    },
  },
  {
    number: 19,
    fault: 'a field cannot be changed',
    expected: 'found by the dry run, nothing written',
    before: { extra: [fixed({ a: 'b' })] },
    inject: (site) => {
      site.release.values = { ...site.release.values, extra: extraOf(site).with(-1, fixed({ a: 'c' })) };
      site.change({ config: { greeting: 'new' } });
    },
    ends: {
      code: 'FIELD_IMMUTABLE',
      says: [/ConfigMap\/\S+\/fixed: data: .*immutable/, 'nothing was written'],
    },
    check: writesNothing,
    mend: (site) => {
      site.release.values = { ...site.release.values, extra: extraOf(site).with(-1, fixed({ a: 'b' })) };
    },
  },
  {
    number: 20,
    fault: 'one of many objects is invalid',
    expected: 'none of them written',
    inject: (site) => {
      const objects = Array.from({ length: 8 }, (_, index) => configMap(`object-${index}`));
      const invalid = configMap('Not_A_Name');
      site.change({ extra: objects.toSpliced(site.pick(9), 0, invalid) });
    },
    ends: {
      code: 'OBJECT_REFUSED',
      says: [/ConfigMap\/\S+\/Not_A_Name/, 'metadata.name', 'nothing was written'],
    },
    check: writesNothing,
    mend: (site) => {
      const isValid = (object: unknown) => !JSON.stringify(object).includes('Not_A_Name');
      site.release.values = { ...site.release.values, extra: extraOf(site).filter(isValid) };
    },
  },
  {
    number: 28,
    fault: 'the namespace is being deleted, and something holds it',
    expected: 'fails, and names the finalizers',
    inject: async (site) => {
      const { release } = site;
      const place = { apiVersion: 'v1', kind: 'Namespace', name: release.namespace };
      const namespace = () => release.cluster.get(place, { signal: AbortSignal.timeout(30_000) });
      await site.apply(configMap('held', { metadata: { name: 'held', finalizers: ['todo.test/hold'] } }));
      await release.cluster.delete(place, { signal: AbortSignal.timeout(30_000) });
      const isHeld = async () => {
        const conditions = recordsAt(await namespace(), 'status', 'conditions');
        return conditions.some(
          ({ type, status }) => type === 'NamespaceFinalizersRemaining' && status === 'True',
        );
      };
      await until(isHeld, 180_000);
      site.onMend(async () => {
        await release.patchAs('test', release.ref('ConfigMap', 'held'), { metadata: { finalizers: null } });
        await until(async () => (await namespace()) === undefined, 180_000);
      });
    },
    ends: { code: 'NAMESPACE_TERMINATING', says: ['todo.test/hold', 'nothing was written'] },
    check: writesNothing,
  },
  ...['configmaps delete', 'deployments patch', 'deployments watch', 'services'].map((withheld) => ({
    number: 30,
    fault: `the user lacks the permission ${withheld}`,
    expected: 'seen before the first write',
    before: { extra: [configMap('leaving')] },
    inject: async (site: FaultSite) => {
      site.release.values = { ...site.release.values, extra: extraOf(site).slice(0, -1) };
      site.change({ config: { greeting: 'new' }, app: { message: 'new' } });
      await restrictUser(site, withheld);
    },
    ends: { code: 'FORBIDDEN', says: [/forbidden/] },
    check: writesNothing,
  })),
];

function extraOf({ release }: FaultSite): readonly unknown[] {
  return release.values['extra'] as readonly unknown[];
}

async function replicasOf({ release }: FaultSite): Promise<number | undefined> {
  return numberAt(await release.get('Deployment', 'app'), 'spec', 'replicas');
}
