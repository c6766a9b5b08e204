import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { Unit } from '../unit.ts';
import { buildManifest, definedKinds, hashAnnotation, hashOf } from './manifest.ts';

const image = { repository: 'r', dockerfile: 'd', inputHash: 'h' };
const units: readonly Unit[] = [
  { name: 'backend', root: 'apps/backend', after: [], image },
  { name: 'deploy', root: 'deploy', after: [] },
];
const facts = {
  units,
  namespace: 'todo',
  labels: { set: 'ours' },
  isNamespaced: ({ kind }: { kind: string }) => kind !== 'ClusterRole',
};

describe('buildManifest', () => {
  it('gives an object to the unit that its component label names, anything else to the shared unit', () => {
    const labelled = (component: string) =>
      object('ConfigMap', { labels: { 'app.kubernetes.io/component': component } });
    const manifest = buildManifest([labelled('backend'), labelled('database'), object('Secret')], facts);
    expect(manifest.map(({ unit }) => unit)).toEqual(['backend', 'deploy', 'deploy']);
  });

  it('places objects in the namespace unless they have one or can have none', () => {
    const manifest = buildManifest(
      [object('Secret'), object('Role', { namespace: 'other' }), object('ClusterRole')],
      facts,
    );
    expect(manifest.map(({ ref }) => ref.namespace)).toEqual(['todo', 'other', undefined]);
    expect(manifest.map(({ object: { metadata } }) => metadata.labels)).toEqual(
      manifest.map(() => ({ set: 'ours' })),
    );
  });

  it('gives an object that is made once the same hash however it is generated', () => {
    const generated = (value: string) => ({
      ...object('Secret', { annotations: { 'todo-deploy/apply': 'once' } }),
      data: { value },
    });
    const [first] = buildManifest([generated('a')], facts);
    const [second] = buildManifest([generated('b')], facts);
    expect(first).toMatchObject({ isOnce: true, hash: second?.hash });
  });

  it('writes into a Job what it was made from', () => {
    const [job] = buildManifest([object('Job')], facts);
    expect(job?.object.metadata.annotations).toEqual({ [hashAnnotation]: job?.hash });
  });
});

describe('hashOf', () => {
  it('does not depend on the order of fields, and does on everything else', () => {
    expect(hashOf({ a: 1, b: [1, 2] })).toBe(hashOf({ b: [1, 2], a: 1 }));
    const others = [{ a: 1, b: [2, 1] }, { a: 1 }, { a: '1', b: [1, 2] }, { a: 1, b: [1, 2], c: null }];
    expect(new Set(others.map(hashOf)).add(hashOf({ a: 1, b: [1, 2] })).size).toBe(5);
  });
});

describe('definedKinds', () => {
  it('knows the kinds that the manifest defines itself', () => {
    const spec = {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind: 'Widget' },
      versions: [{ name: 'v1' }, { name: 'v2' }],
    };
    const defined = definedKinds([{ ...object('CustomResourceDefinition'), spec }, object('Secret')]);
    expect([...defined]).toEqual([
      ['example.com/v1/Widget', true],
      ['example.com/v2/Widget', true],
    ]);
  });
});

function object(kind: string, metadata: Partial<KubernetesObject['metadata']> = {}): KubernetesObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'a', ...metadata } };
}
