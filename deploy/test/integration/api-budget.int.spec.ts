import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Unit } from '../../src/unit.ts';
import { TestRelease } from './cluster.ts';
import { RecordingProxy } from './recording-proxy.ts';

/** Without pods, so that what is counted does not depend on how long one takes to start. */
const kinds = ['ConfigMap', 'Service', 'Deployment'];

function objectsOf(units: number, { changed }: { readonly changed?: readonly string[] } = {}) {
  return Array.from({ length: units }, (_, index) => `unit-${index}`).flatMap((name) => {
    const value = changed?.includes(name) ? 'changed' : 'as before';
    const metadata = { name, labels: { 'app.kubernetes.io/component': name } };
    const labels = { app: name };
    const containers = [{ name: 'app', image: 'none', env: [{ name: 'VALUE', value }] }];
    return [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { value: 'as before' } },
      { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: [{ port: 80 }] } },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata,
        spec: {
          replicas: 0,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers } },
        },
      },
    ];
  });
}

/**
 * Whether a call was made only because the cluster took its time: a look at what a workload that is not ready yet makes, or
 * a renewal of the lease after it was taken and before it is given back.
 */
function isForTime(call: string, before: readonly string[]): boolean {
  const isOfLease = (text: string) => /^PATCH .*\/leases\//.test(text);
  return (
    /\/(pods|replicasets|events)$/.test(call) || (isOfLease(call) && before.filter(isOfLease).length >= 2)
  );
}

const unit = (_: unknown, index: number): Unit => ({
  name: `unit-${index}`,
  root: `units/${index}`,
  after: [],
});

describe.each([
  { count: 20, hasSecret: true },
  { count: 60, hasSecret: true },
  { count: 20, hasSecret: false },
])('the calls of a deploy of $count units, with a Secret: $hasSecret', ({ count, hasSecret }) => {
  let release: TestRelease;
  let proxy: RecordingProxy;
  const units = [{ name: 'deploy', root: 'deploy', after: [] }, ...Array.from({ length: count }, unit)];

  beforeAll(async () => {
    release = await TestRelease.open();
    proxy = await RecordingProxy.open(release.connection);
    const own = { app: { replicas: 0 }, web: { enabled: false }, migration: { enabled: false } };
    release.values = { ...own, secret: { enabled: hasSecret }, extra: objectsOf(count) };
    await release.deploy({ units });
  });

  afterAll(async () => {
    await proxy.close();
    await release.close();
  });

  async function callsOf(extra: readonly object[]) {
    proxy.calls.length = 0;
    release.values = { ...release.values, extra };
    const { outcome } = await release.deploy({ units, connection: proxy.connection });
    const calls = proxy.calls.map(({ method, path }) => `${method} ${path}`);
    return { outcome, calls: calls.filter((call, index) => !isForTime(call, calls.slice(0, index))) };
  }

  const kindCount = kinds.length + (hasSecret ? 1 : 0);

  it('with nothing to do are no more than its kinds and three', async () => {
    const { outcome, calls } = await callsOf(objectsOf(count));
    expect(outcome).toBe('nothing-to-do');
    expect(calls.length).toBeLessThanOrEqual(kindCount + 3);
    expect(proxy.writes()).toEqual([]);
  });

  it.each([
    ['one changed object', ['unit-7']],
    ['three changed objects', ['unit-7', 'unit-8', 'unit-9']],
  ])('with %s are no more than its kinds, three, and four for each', async (_, changed) => {
    const { outcome, calls } = await callsOf(objectsOf(count, { changed }));
    expect(outcome).toBe('deployed');
    expect(calls.length).toBeLessThanOrEqual(kindCount + 3 + 4 * changed.length);
  });
});
