import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Drift } from '../../src/drift/drift.ts';
import { readStatus } from '../../src/read-status.ts';
import { TestRelease } from './cluster.ts';
import { RecordingProxy } from './recording-proxy.ts';

const signal = new AbortController().signal;

describe('drift', () => {
  let release: TestRelease;

  beforeEach(async () => {
    release = await TestRelease.open();
    release.values = { migration: { enabled: false } };
    await release.deploy();
  });

  afterEach(() => release.close());

  const drift = async (connection = release.connection) => {
    const { units } = await readStatus({ ...release.request(), connection }, { signal });
    return units.flatMap((unit) => unit.drift);
  };
  const named = (found: readonly Drift[]) =>
    found.map(({ object, field, change }) => [object.split('/').at(-1), change, field]);

  it('is none after a deploy, found without reading anything but lists, the ledger and the lease', async () => {
    const proxy = await RecordingProxy.open(release.connection);
    expect(await drift(proxy.connection)).toEqual([]);
    await proxy.close();
    const kinds = ['ConfigMap', 'Secret', 'Service', 'Deployment'];
    expect(proxy.calls.length).toBeLessThanOrEqual(kinds.length + 2);
    expect(proxy.writes()).toEqual([]);
  });

  it('names object, field, values, manager and time of what others changed', async () => {
    await release.patchAs('kubectl-edit', release.ref('Deployment', 'app'), { spec: { replicas: 1 } });
    await release.patchAs('somebody', release.ref('ConfigMap', 'settings'), { data: { greeting: 'moin' } });
    const found = await drift();
    const since = expect.stringMatching(/^\d{4}-.*Z$/) as unknown as string;
    expect(found).toEqual([
      {
        object: `Deployment/${release.namespace}/app`,
        change: 'changed',
        field: '.spec.replicas',
        deployed: '2',
        live: '1',
        manager: 'kubectl-edit',
        since,
      },
      {
        object: `ConfigMap/${release.namespace}/settings`,
        change: 'changed',
        field: '.data.greeting',
        deployed: 'hello',
        live: 'moin',
        manager: 'somebody',
        since,
      },
    ]);
  });

  it('names what was taken away, within lists too', async () => {
    const app = await release.get('Deployment', 'app');
    const [container] = (app as unknown as { spec: { template: { spec: { containers: object[] } } } }).spec
      .template.spec.containers;
    const { readinessProbe: _probe, ...without } = container as Record<string, unknown>;
    const added = { ...without, env: [{ name: 'EXTRA', value: 'x' }] };
    const template = { spec: { containers: [added] } };
    await release.patchAs('kubectl-edit', release.ref('Deployment', 'app'), { spec: { template } });
    await release.patchAs('someone', release.ref('ConfigMap', 'settings'), { data: { greeting: null } });
    expect(named(await drift())).toEqual([
      ['app', 'removed', '.spec.template.spec.containers[name="app"].readinessProbe'],
      ['settings', 'removed', '.data'],
    ]);
  });

  it('names what was deleted, and what was made anew', async () => {
    await release.cluster.delete(release.ref('Service', 'app'), { signal });
    const settings = release.ref('ConfigMap', 'settings');
    const old = await release.get('ConfigMap', 'settings');
    await release.cluster.delete(settings, { signal });
    const { apiVersion, kind, name, namespace = '' } = settings;
    const metadata = { name, namespace, labels: old?.metadata.labels ?? {} };
    await release.cluster.apply({ apiVersion, kind, metadata, data: { greeting: 'hello' } }, { signal });
    expect(named(await drift())).toEqual([
      ['app', 'deleted', undefined],
      ['settings', 'made-anew', undefined],
    ]);
  });

  it('is none where others own the field, add to the object, change it back, or change what is made once', async () => {
    release.values = { ...release.values, app: { replicasOwned: false } };
    await release.deploy();
    await release.patchAs('autoscaler', release.ref('Deployment', 'app'), { spec: { replicas: 3 } });
    const labels = { metadata: { labels: { team: 'a' }, annotations: { note: 'b' } } };
    await release.patchAs('someone', release.ref('Deployment', 'web'), labels);
    await release.patchAs('someone', release.ref('Secret', 'generated'), {
      stringData: { password: 'other' },
    });
    const settings = release.ref('ConfigMap', 'settings');
    await release.patchAs('someone', settings, { data: { greeting: 'moin' } });
    await release.patchAs('someone', settings, { data: { greeting: 'hello' } });
    expect(await drift()).toEqual([]);
  });

  it('tells no value of a Secret', async () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'given' },
      stringData: { key: 'first-value' },
    };
    release.values = { ...release.values, extra: [secret] };
    await release.deploy();
    expect(await drift()).toEqual([]);
    await release.patchAs('someone', release.ref('Secret', 'given'), { stringData: { key: 'second-value' } });
    const env = [{ name: 'COPY', value: 'second-value' }];
    release.values = { ...release.values, app: { env } };
    await release.deploy({ only: ['app'] });
    const template = {
      spec: { containers: [{ name: 'app', image: 'x', env: [{ name: 'COPY', value: 'third' }] }] },
    };
    await release.patchAs('kubectl-edit', release.ref('Deployment', 'app'), { spec: { template } });
    const found = await drift();
    expect(named(found)).toContainEqual(['given', 'changed', '.data.key']);
    expect(JSON.stringify(found)).not.toContain('second-value');
    expect(found.find(({ live }) => live === 'third')?.deployed).toBe('***');
  });
});
