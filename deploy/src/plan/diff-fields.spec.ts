import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { diffFields } from './diff-fields.ts';

describe('diffFields', () => {
  it('sees no difference in what the cluster keeps for itself', () => {
    const live = {
      ...object({ a: 1 }),
      metadata: { name: 'a', uid: 'x', resourceVersion: '1', generation: 1 },
      status: { ready: true },
    };
    const dryRun = {
      ...object({ a: 1 }),
      metadata: { name: 'a', uid: 'x', resourceVersion: '2', generation: 2, managedFields: [] },
    };
    expect(diffFields(live, dryRun)).toEqual([]);
  });

  it('names changed, new and removed fields with both values', () => {
    const changes = diffFields(
      object({ same: 1, other: 'x', gone: [1] }),
      object({ same: 1, other: 'y', fresh: { a: 1 } }),
    );
    expect(changes).toEqual([
      { path: 'spec.other', from: 'x', to: 'y' },
      { path: 'spec.gone', from: '[1]' },
      { path: 'spec.fresh', to: '{"a":1}' },
    ]);
  });

  it('compares list elements by name, whatever their order', () => {
    const [a, b] = [
      { name: 'a', image: '1' },
      { name: 'b', image: '1' },
    ];
    expect(diffFields(object({ containers: [a, b] }), object({ containers: [b, a] }))).toEqual([]);
    expect(
      diffFields(object({ containers: [a, b] }), object({ containers: [{ ...a, image: '2' }, b] })),
    ).toEqual([{ path: 'spec.containers[a].image', from: '1', to: '2' }]);
    expect(diffFields(object({ args: ['x'] }), object({ args: ['x', 'y'] }))).toEqual([
      { path: 'spec.args[1]', to: 'y' },
    ]);
  });

  it('writes names with dots so that they can be told from paths', () => {
    const labelled = (labels: Record<string, string>): KubernetesObject => ({
      ...object({}),
      metadata: { name: 'a', labels },
    });
    expect(
      diffFields(labelled({ 'app.kubernetes.io/name': 'a' }), labelled({ 'app.kubernetes.io/name': 'b' })),
    ).toEqual([{ path: 'metadata.labels["app.kubernetes.io/name"]', from: 'a', to: 'b' }]);
  });

  it('shows no value of a Secret', () => {
    const secret = (password: string): KubernetesObject => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': password } },
      type: password,
      data: { password },
    });
    const changes = diffFields(secret('b2xk'), secret('bmV3'));
    expect(changes.map(({ path }) => path)).toEqual([
      'type',
      'data.password',
      'metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"]',
    ]);
    const masked = { from: '*** (before)', to: '*** (after)' };
    expect(changes.slice(1)).toEqual([expect.objectContaining(masked), expect.objectContaining(masked)]);
  });
});

function object(spec: Record<string, unknown>): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a' }, spec };
}
