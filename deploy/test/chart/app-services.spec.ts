import { beforeAll, describe, expect, it } from '@jest/globals';
import type { V1Deployment, V1Ingress, V1NetworkPolicy, V1Service } from '@kubernetes/client-node';
import { hardeningRules } from './hardening-rules.ts';
import { render, type ChartObjects, type Values } from './helm.ts';
import { podOf, type ChartPod } from './pods.ts';

const limits = { limits: { memory: '1Gi' } };
const specimen = { image: 'todo-chatbot/specimen', port: 8025 };

let objects: ChartObjects;
let pod: ChartPod;
beforeAll(async () => {
  objects = await renderSpecimen({});
  pod = podOfSpecimen(objects);
});

/** The chart with the service specimen, which says a little more. */
function renderSpecimen(more: Values): Promise<ChartObjects> {
  return render({ services: { specimen: { ...specimen, ...more } } });
}

function podOfSpecimen(rendered: ChartObjects): ChartPod {
  return podOf(rendered.one<V1Deployment>('Deployment', 'todo-specimen'));
}

function networkOfSpecimen(rendered: ChartObjects): Rules {
  return rendered.one<V1NetworkPolicy>('NetworkPolicy', 'todo-specimen').spec;
}

type Rules = V1NetworkPolicy['spec'];

describe('a service besides backend and web app', () => {
  it('has every object that these have, owned by its unit', () => {
    const owned = objects.all.filter(
      ({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === 'specimen',
    );
    expect(owned.map(({ kind }) => kind).sort()).toEqual([
      'Deployment',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
      'ServiceAccount',
    ]);
    expect(new Set(owned.map(({ metadata }) => metadata.name))).toEqual(new Set(['todo-specimen']));
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

  it('is told its port, and offers it under the same', () => {
    expect(pod.containers[0]?.env).toContainEqual({ name: 'PORT', value: '8025' });
    const { spec } = objects.one<V1Service>('Service', 'todo-specimen');
    expect(spec?.ports).toMatchObject([{ port: 8025, targetPort: 'http' }]);
  });

  it('is asked whether it lives, and whether it is ready', () => {
    const [container] = pod.containers;
    expect(container?.livenessProbe?.httpGet?.path).toBe('/health');
    expect(container?.readinessProbe?.httpGet?.path).toBe('/ready');
  });

  it('differs from the defaults in what it says, and in nothing else', async () => {
    const said = { replicas: 0, preStopSeconds: 0, env: { LEVEL: 'info' }, resources: limits };
    const rendered = await renderSpecimen(said);
    const { containers } = podOfSpecimen(rendered);
    expect(rendered.one<V1Deployment>('Deployment', 'todo-specimen').spec?.replicas).toBe(0);
    expect(containers[0]?.lifecycle).toBeUndefined();
    expect(containers[0]?.env).toContainEqual({ name: 'LEVEL', value: 'info' });
    expect(containers[0]?.resources?.limits).toMatchObject({ cpu: '500m', memory: '1Gi' });
  });

  it('is reached by whoever may reach the apps, and reaches nothing until it says what', async () => {
    expect(networkOfSpecimen(objects)).toMatchObject({
      ingress: [{ ports: [{ port: 8025, protocol: 'TCP' }] }],
      egress: [],
    });
    const server = { ports: [{ port: 25, protocol: 'TCP' }] };
    const { egress = [] } = networkOfSpecimen(await renderSpecimen({ egress: [server] })) ?? {};
    expect(egress).toHaveLength(2);
    expect(egress[0]?.ports?.map(({ port }) => port)).toEqual([53, 53]);
    expect(egress[1]).toEqual(server);
  });

  it('is behind the ingress where it says so, before the web app', async () => {
    const paths = (rendered: ChartObjects) =>
      rendered
        .one<V1Ingress>('Ingress', 'todo-ingress')
        .spec?.rules?.[0]?.http?.paths.map(({ path, backend }) => [path, backend.service?.name]) ?? [];
    expect(paths(objects).flat()).not.toContain('todo-specimen');
    const found = paths(await renderSpecimen({ ingressPath: '/specimen' }));
    expect(found).toContainEqual(['/specimen', 'todo-specimen']);
    expect(found.at(-1)).toEqual(['/', 'todo-frontend']);
  });

  it('gets secrets as files', async () => {
    const { containers, spec } = podOfSpecimen(await renderSpecimen({ secretName: 'keys' }));
    expect(containers[0]?.volumeMounts).toContainEqual({
      name: 'secrets',
      mountPath: '/etc/todo/secrets',
      readOnly: true,
    });
    expect(spec.volumes).toContainEqual({
      name: 'secrets',
      secret: { secretName: 'keys', defaultMode: 0o440 },
    });
  });

  it('has an image of the registry and tag of all services, or by digest', async () => {
    const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
    const image = async (more: Values) => podOfSpecimen(await render(more)).containers[0]?.image;
    const serviceDefaults = { registry: 'registry.example:5000', tag: 'v2' };
    expect(await image({ serviceDefaults, services: { specimen } })).toBe(
      'registry.example:5000/todo-chatbot/specimen:v2',
    );
    expect(await image({ services: { specimen: { ...specimen, digest } } })).toBe(
      `todo-chatbot/specimen@${digest}`,
    );
  });
});
