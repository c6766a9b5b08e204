import { beforeAll, describe, expect, it } from '@jest/globals';
import type {
  V1Deployment,
  V1Ingress,
  V1NetworkPolicy,
  V1PodDisruptionBudget,
  V1Service,
} from '@kubernetes/client-node';
import { hardeningRules } from './hardening-rules.ts';
import { refusal, render, servicesChart, type ChartObjects, type Values } from './helm.ts';
import { podOf, podsOf, type ChartPod } from './pods.ts';

const rendering = { release: 'shop', of: servicesChart };
const api = { image: 'shop/api', port: 3000, livenessPath: '/live', readinessPath: '/ready' };
const web = { image: 'shop/web', port: 8080 };

let objects: ChartObjects;
let pod: ChartPod;
beforeAll(async () => {
  objects = await render({ services: { api, web } }, rendering);
  pod = podOf(objects.one<V1Deployment>('Deployment', 'shop-api'));
});

function renderApi(api: Values, more: Values = {}): Promise<ChartObjects> {
  return render({ services: { api: { image: 'shop/api', port: 3000, ...api } }, ...more }, rendering);
}

async function podOfApi(api: Values): Promise<ChartPod> {
  const [found] = podsOf(await renderApi(api));
  if (!found) throw new Error('The chart renders no pod');
  return found;
}

describe('the chart of a workspace', () => {
  it('has every object of each service, owned by its unit', () => {
    const kinds = ['Deployment', 'NetworkPolicy', 'PodDisruptionBudget', 'Service', 'ServiceAccount'];
    const owned = (unit: string) =>
      objects.all.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === unit);
    for (const unit of ['api', 'web']) {
      expect(
        owned(unit)
          .map(({ kind }) => kind)
          .sort(),
      ).toEqual(kinds);
      expect(new Set(owned(unit).map(({ metadata }) => metadata.name))).toEqual(new Set([`shop-${unit}`]));
    }
    expect(objects.all).toHaveLength(2 * kinds.length);
  });

  it('is empty without services', async () => {
    expect((await render({}, rendering)).all).toEqual([]);
  });

  it.each(
    hardeningRules
      .filter(({ kinds }) => kinds?.includes('Deployment') ?? true)
      .map((rule) => [rule.name, rule] as const),
  )('keeps the rule: %s', (_name, rule) => {
    expect(rule.violations(pod)).toEqual([]);
    const copy = podOf(structuredClone(pod.object));
    for (const container of copy.containers) rule.spoil(copy.spec, container);
    expect(rule.violations(copy)).not.toEqual([]);
  });

  it('isolates the pods of each service, but for its port, name servers and each other', () => {
    const { spec } = objects.one<V1NetworkPolicy>('NetworkPolicy', 'shop-api');
    expect(spec?.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(pod.template.metadata?.labels).toMatchObject(spec?.podSelector?.matchLabels ?? {});
    expect(spec?.ingress).toEqual([{ ports: [{ port: 3000, protocol: 'TCP' }] }]);
    expect(spec?.egress).toEqual([
      {
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
      {
        to: [
          {
            podSelector: {
              matchLabels: expect.objectContaining({ 'app.kubernetes.io/instance': 'shop' }) as unknown,
            },
          },
        ],
      },
    ]);
  });

  it('opens what a service must reach besides', async () => {
    const database = { ports: [{ port: 5432, protocol: 'TCP' }] };
    const { spec } = (await renderApi({ egress: [database] })).one<V1NetworkPolicy>(
      'NetworkPolicy',
      'shop-api',
    );
    expect(spec?.egress).toContainEqual(database);
  });

  it('lets a node be drained', () => {
    const { spec } = objects.one<V1PodDisruptionBudget>('PodDisruptionBudget', 'shop-api');
    expect(spec).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
  });

  it('replaces pods without a moment in which fewer serve', () => {
    const { spec } = objects.one<V1Deployment>('Deployment', 'shop-api');
    expect(spec).toMatchObject({
      replicas: 2,
      strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: { spec: { containers: [{ lifecycle: { preStop: { sleep: { seconds: 10 } } } }] } },
    });
  });

  it('tells each service its port, and offers it under the same', () => {
    expect(pod.containers[0]?.env).toContainEqual({ name: 'PORT', value: '3000' });
    const { spec } = objects.one<V1Service>('Service', 'shop-web');
    expect(spec).toMatchObject({ type: 'ClusterIP', ports: [{ port: 8080, targetPort: 'http' }] });
  });

  it('connects to the port where no path is named to probe', () => {
    const [container] = podOf(objects.one<V1Deployment>('Deployment', 'shop-web')).containers;
    expect(container?.readinessProbe).toMatchObject({ tcpSocket: { port: 'http' } });
  });

  it('lets a service differ from the defaults in what it says, and in nothing else', async () => {
    const { containers, spec } = await podOfApi({
      resources: { limits: { memory: '2Gi' } },
      env: { LEVEL: 3 },
    });
    expect(containers[0]?.resources?.limits).toEqual({
      cpu: '1000m',
      memory: '2Gi',
      'ephemeral-storage': '256Mi',
    });
    expect(containers[0]?.env).toContainEqual({ name: 'LEVEL', value: '3' });
    expect(spec.terminationGracePeriodSeconds).toBe(60);
  });

  it('lets a service say 0 where the defaults say more', async () => {
    const rendered = await renderApi({ replicas: 0, preStopSeconds: 0 });
    const deployment = rendered.one<V1Deployment>('Deployment', 'shop-api');
    expect(deployment.spec?.replicas).toBe(0);
    expect(podOf(deployment).containers[0]?.lifecycle).toBeUndefined();
  });

  it('gives secrets as files', async () => {
    const { containers, spec } = await podOfApi({ secretName: 'keys' });
    expect(containers[0]?.volumeMounts).toContainEqual({
      name: 'secrets',
      mountPath: '/run/secrets/app',
      readOnly: true,
    });
    expect(spec.volumes).toContainEqual({
      name: 'secrets',
      secret: { secretName: 'keys', defaultMode: 0o440 },
    });
  });

  it('has one Ingress when it is asked for, to the services with a path', async () => {
    const services = {
      api: { ...api, ingressPath: '/api' },
      web: { ...web, ingressPath: '/' },
      job: { ...web },
    };
    const ingress = { enabled: true, hosts: ['shop.example'], tlsSecretName: 'shop-tls' };
    const { spec } = (await render({ services, ingress }, rendering)).one<V1Ingress>(
      'Ingress',
      'shop-ingress',
    );
    expect(spec?.tls).toEqual([{ secretName: 'shop-tls', hosts: ['shop.example'] }]);
    expect(
      spec?.rules?.map(({ host, http }) => [
        host,
        http?.paths.map(({ path, backend }) => [path, backend.service?.name]),
      ]),
    ).toEqual([
      [
        'shop.example',
        [
          ['/api', 'shop-api'],
          ['/', 'shop-web'],
        ],
      ],
    ]);
  });

  it.each<[string, Values, string]>([
    ['a misspelt key of a service', { services: { api: { ...api, prot: 1 } } }, "'prot' not allowed"],
    ['a service without an image', { services: { api: { port: 1 } } }, "missing property 'image'"],
    [
      'a service that no object could be named after',
      { services: { '@shop/api': api } },
      "'@shop/api' does not match",
    ],
    ['a port that there is not', { services: { api: { ...api, port: 70000 } } }, '/services/api/port'],
    ['root', { defaults: { user: 0 } }, '/defaults/user'],
    ['a misspelt key', { ingres: {} }, "'ingres' not allowed"],
  ])('refuses %s', async (_, values, reason) => {
    expect(await refusal(values, rendering)).toContain(reason);
  });

  it('keeps every name short enough for what controllers append', async () => {
    const release = 'a-release-with-a-name-that-is-as-long-as-helm-takes';
    const names = (await render({ services: { api } }, { ...rendering, release })).all.map(
      ({ metadata }) => metadata.name,
    );
    expect(names.filter((name) => name.length > 52 || !/^[a-z][a-z0-9-]*-api$/.test(name))).toEqual([]);
  });
});
