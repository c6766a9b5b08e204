import { beforeAll, describe, expect, it } from '@jest/globals';
import type {
  V1Deployment,
  V1NetworkPolicy,
  V1PodDisruptionBudget,
  V1Service,
} from '@kubernetes/client-node';
import { hardeningRules, type HardeningRule } from './hardening-rules.ts';
import { render, type ChartObjects } from './helm.ts';
import { podOf, podsOf, type ChartPod } from './pods.ts';
import { serviceNames } from './values-table.ts';

const services = serviceNames();
const owners = [
  ...services.map((name) => `Deployment/todo-${name}`),
  'Deployment/todo-backend',
  'Deployment/todo-frontend',
  'StatefulSet/todo-postgresql',
  'Job/todo-migration',
  'Job/todo-test',
];

let objects: ChartObjects;
let pods: ReadonlyMap<string, ChartPod>;

beforeAll(async () => {
  objects = await render();
  pods = new Map(podsOf(objects).map((pod) => [pod.owner, pod]));
});

function podNamed(owner: string): ChartPod {
  const pod = pods.get(owner);
  if (!pod) throw new Error(`The chart renders no ${owner}`);
  return pod;
}

/** A copy of the pod in which the rule's field is missing or wrong. */
function spoiled(pod: ChartPod, rule: HardeningRule): ChartPod {
  const copy = podOf(structuredClone(pod.object));
  for (const container of copy.containers) rule.spoil(copy.spec, container);
  return copy;
}

describe('pods of the chart', () => {
  it('are all known to these specs', () => {
    expect([...pods.keys()].sort()).toEqual([...owners].sort());
  });

  describe.each(owners)('%s', (owner) => {
    const rules = hardeningRules.filter(({ kinds }) => kinds?.includes(owner.split('/')[0] ?? '') ?? true);

    it.each(rules.map((rule) => [rule.name, rule] as const))('keeps the rule: %s', (_name, rule) => {
      const pod = podNamed(owner);
      expect(rule.violations(pod)).toEqual([]);
      expect(rule.violations(spoiled(pod, rule))).not.toEqual([]);
    });
  });

  it('can be given AppArmor and a user namespace', async () => {
    const hardened = podsOf(await render({ podSecurity: { appArmor: true, userNamespaces: true } }));
    expect(hardened.map(({ spec }) => spec.hostUsers)).toEqual(owners.map(() => false));
    const profiles = hardened.map(({ spec }) => spec.securityContext?.appArmorProfile);
    expect(profiles).toEqual(owners.map(() => ({ type: 'RuntimeDefault' })));
  });
});

describe('workloads of the chart', () => {
  it.each([
    ['backend', { requests: { cpu: '500m', memory: '512Mi' }, limits: { cpu: '1000m', memory: '1Gi' } }],
    ['frontend', { requests: { cpu: '200m', memory: '256Mi' }, limits: { cpu: '500m', memory: '512Mi' } }],
  ])('give %s the agreed resources', (unit, agreed) => {
    expect(podNamed(`Deployment/todo-${unit}`).containers[0]?.resources).toMatchObject(agreed);
  });

  it.each(['backend', 'frontend', ...services])(
    'replace %s without a moment in which fewer pods serve',
    (unit) => {
      const { spec } = objects.one<V1Deployment>('Deployment', `todo-${unit}`);
      expect(spec).toMatchObject({
        replicas: 2,
        minReadySeconds: 5,
        progressDeadlineSeconds: 300,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      });
      const pod = podNamed(`Deployment/todo-${unit}`);
      const preStopSeconds = pod.containers[0]?.lifecycle?.preStop?.sleep?.seconds ?? 0;
      expect(preStopSeconds).toBe(10);
      expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(preStopSeconds + 20);
      expect(pod.containers[0]?.startupProbe?.periodSeconds).toBe(1);
    },
  );

  it('give no pod a hook that waits 0 seconds', async () => {
    const pod = podOf(
      (await render({ backend: { preStopSeconds: 0 } })).one<V1Deployment>('Deployment', 'todo-backend'),
    );
    expect(pod.containers[0]?.lifecycle).toBeUndefined();
  });

  it.each(['backend', 'frontend', 'postgresql', ...services])(
    'let a node with %s be drained',
    (component) => {
      const { spec } = objects.one<V1PodDisruptionBudget>('PodDisruptionBudget', `todo-${component}`);
      expect(spec).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
      expect(spec?.selector?.matchLabels).toMatchObject({ 'app.kubernetes.io/component': component });
    },
  );

  it('let a finished Job be forgotten', () => {
    for (const job of objects.ofKind<{ spec: { ttlSecondsAfterFinished?: number } }>('Job')) {
      expect(job.spec.ttlSecondsAfterFinished).toBeGreaterThan(0);
    }
  });

  it('are reached through inner addresses only', () => {
    const types = objects.ofKind<V1Service>('Service').map(({ spec }) => [spec?.type, spec?.externalIPs]);
    expect(types).toEqual(types.map(() => ['ClusterIP', undefined]));
  });

  it('each are isolated by a network policy of their own, in both directions', () => {
    for (const pod of pods.values()) {
      const labels = pod.template.metadata?.labels ?? {};
      const policies = objects.ofKind<V1NetworkPolicy>('NetworkPolicy').filter(({ spec }) => {
        const wanted = Object.entries(spec?.podSelector?.matchLabels ?? {});
        return wanted.every(([name, value]) => labels[name] === value);
      });
      expect([pod.owner, policies.map(({ spec }) => spec?.policyTypes)]).toEqual([
        pod.owner,
        [['Ingress', 'Egress']],
      ]);
    }
  });

  it('never ask for rights in the cluster', () => {
    const kinds = objects.all.map(({ kind }) => kind);
    expect(kinds.filter((kind) => /Role|Webhook|CustomResource/.test(kind))).toEqual([]);
    const accounts = objects.ofKind<{ automountServiceAccountToken?: boolean }>('ServiceAccount');
    expect(accounts.map(({ automountServiceAccountToken }) => automountServiceAccountToken)).toEqual(
      owners.map(() => false),
    );
  });
});
