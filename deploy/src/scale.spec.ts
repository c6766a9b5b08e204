import { describe, expect, it } from '@jest/globals';
import { at } from './cluster/kubernetes-object.ts';
import { hashOf, type ManifestObject } from './manifest/manifest.ts';
import { withReplicas } from './scale.ts';

const entry = (kind: string, name: string, spec: object): ManifestObject => {
  const ref = { apiVersion: 'apps/v1', kind, name };
  const object = { apiVersion: 'apps/v1', kind, metadata: { name }, spec };
  return { unit: 'backend', ref, key: `${kind}/${name}`, object, hash: hashOf(object), isOnce: false };
};

const service = entry('Service', 'backend', { ports: [] });
const deployment = entry('Deployment', 'backend', { replicas: 1, template: {} });

describe('withReplicas', () => {
  it('changes the number in the one workload, and with it its hash', () => {
    const scaled = withReplicas([service, deployment], { unit: 'backend', replicas: 3 });
    expect(scaled[0]).toBe(service);
    expect(at(scaled[1]?.object, 'spec')).toEqual({ replicas: 3, template: {} });
    expect(scaled[1]?.hash).toBe(hashOf(scaled[1]?.object));
    expect(scaled[1]?.hash).not.toBe(deployment.hash);
  });

  it('gives back the same for the number that it has', () => {
    const scaled = withReplicas([deployment], { unit: 'backend', replicas: 1 });
    expect(scaled[0]?.hash).toBe(deployment.hash);
  });

  it.each([
    ['no workload', [service], 'has no Deployment or StatefulSet'],
    [
      'several workloads',
      [deployment, entry('StatefulSet', 'store', { replicas: 1 })],
      'has several workloads: Deployment/backend, StatefulSet/store',
    ],
    [
      'replicas that an autoscaler sets',
      [entry('Deployment', 'backend', {}), entry('HorizontalPodAutoscaler', 'backend', {})],
      'leaves the replicas of Deployment/backend to others, such as HorizontalPodAutoscaler/backend',
    ],
  ])('refuses a unit with %s', (_, entries, reason) => {
    expect(() => withReplicas(entries, { unit: 'backend', replicas: 2 })).toThrow(`Unit backend: ${reason}`);
  });
});
