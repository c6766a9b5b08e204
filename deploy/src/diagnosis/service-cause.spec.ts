import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { serviceCause } from './service-cause.ts';

function deployment(ports: readonly object[]): KubernetesObject {
  const template = { metadata: { labels: { app: 'app' } }, spec: { containers: [{ name: 'app', ports }] } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'app', namespace: 'todo' },
    spec: { template },
  };
}

function service(spec: object): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: 'app', namespace: 'todo' }, spec };
}

const selector = { app: 'app' };
const http = { name: 'http', containerPort: 8080 };

function causeOf(ports: readonly object[], declared: readonly object[]) {
  return serviceCause(service({ selector, ports }), { workloads: [deployment(declared)], pods: [] });
}

describe('serviceCause', () => {
  it.each([
    ['a number', { port: 80, targetPort: 8080 }, [http]],
    ['a name', { port: 80, targetPort: 'http' }, [http]],
    ['its own number', { port: 8080 }, [http]],
    ['what nobody declared', { port: 80, targetPort: 9999 }, []],
  ])('finds nothing wrong with a port that leads to %s', (_what, port, declared) => {
    expect(causeOf([port], declared)).toBeUndefined();
  });

  it('names the port at which nothing listens, and those at which something does', () => {
    expect(causeOf([{ port: 80, targetPort: 9999 }], [http])).toMatchObject({
      code: 'ROLLOUT_FAILED',
      reason: 'WrongPort',
      detail:
        'its port 80 leads to port 9999 of Deployment/todo/app, whose containers have no such port; they have 8080 (http)',
      advice: 'set targetPort of Service app to 8080 (http) in the chart',
    });
  });

  it('knows that a name is wrong also where other ports are right', () => {
    const right = { port: 80, targetPort: 8080 };
    expect(causeOf([right, { port: 81, targetPort: 'metrics' }], [http])?.detail).toContain('port metrics');
    expect(causeOf([right, { port: 81, targetPort: 9090 }], [http])).toBeUndefined();
  });

  it('says when it selects nobody, unless pods of no workload are there', () => {
    const lost = service({ selector: { app: 'ap' }, ports: [{ port: 80 }] });
    const around = { workloads: [deployment([http])], pods: [] };
    expect(serviceCause(lost, around)).toMatchObject({
      reason: 'NoPods',
      detail: 'it selects no pod: no workload of the environment has the labels app=ap',
    });
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', labels: { app: 'ap' } } };
    expect(serviceCause(lost, { ...around, pods: [pod] })).toBeUndefined();
  });

  it.each([
    ['without a selector', {}],
    ['that is another name', { type: 'ExternalName', selector: { app: 'ap' } }],
  ])('has nothing to say of one %s', (_what, spec) => {
    expect(serviceCause(service(spec), { workloads: [], pods: [] })).toBeUndefined();
  });
});
