import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '../../src/cluster/kubernetes-object.ts';
import { ledgerParent, readLedger } from '../../src/ledger/ledger.ts';
import { TestRelease, testImage } from './cluster.ts';
import { RecordingProxy } from './recording-proxy.ts';

const signal = new AbortController().signal;
const uids = (objects: readonly KubernetesObject[]) => objects.map(({ metadata }) => metadata.uid).sort();

describe('deploy', () => {
  let release: TestRelease;

  beforeEach(async () => {
    release = await TestRelease.open();
  });

  afterEach(() => release.close());

  it('creates everything in order in a restricted namespace, sees it ready and records it', async () => {
    const result = await release.deploy({ commit: 'c0ffee' });
    expect(result).toMatchObject({ outcome: 'deployed' });
    const written = release.written();
    expect(written.slice(0, 2).sort()).toEqual(['create ConfigMap/settings', 'create Secret/generated']);
    expect(written[2]).toBe('create Job/migration');
    expect(written.slice(3).sort()).toEqual([
      'create Deployment/app',
      'create Deployment/web',
      'create Service/app',
    ]);

    const namespace = await release.get('Namespace', release.namespace);
    expect(namespace?.metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/audit': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    });
    const deployment = await release.get('Deployment', 'app');
    expect(deployment).toMatchObject({ status: { readyReplicas: 2, updatedReplicas: 2 } });
    expect(JSON.stringify(deployment)).toContain(
      `${release.connection.registry}/todo-test/app@${release.images['app']}`,
    );
    const ledger = await release.get('Secret', 'todo-deploy-fixture');
    expect(ledger?.metadata.annotations).toMatchObject({
      'applyset.kubernetes.io/tooling': 'todo-deploy/v1',
      'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap,Deployment.apps,Job.batch,Secret,Service',
    });
    const place = ledgerParent({ namespace: release.namespace, release: 'fixture' });
    const { units } = await readLedger(release.cluster, place, { signal });
    expect(units.get('app')).toMatchObject({
      commit: 'c0ffee',
      digest: release.images['app'],
      inputHash: 'hash-of-app',
    });
  });

  it('writes nothing and asks once per kind when nothing has changed', async () => {
    await release.deploy();
    const proxy = await RecordingProxy.open(release.connection);
    try {
      const result = await release.deploy({ connection: proxy.connection });
      expect(result.outcome).toBe('nothing-to-do');
      expect(proxy.writes()).toEqual([]);
      const kinds = ['ConfigMap', 'Secret', 'Job', 'Service', 'Deployment'].length;
      expect(proxy.calls.length).toBeLessThanOrEqual(kinds + 3);
      expect(proxy.calls.filter(({ isDryRun }) => isDryRun)).toEqual([]);
    } finally {
      await proxy.close();
    }
  });

  it('restarts only the unit whose image changed, and keeps what is made once', async () => {
    await release.deploy();
    const before = { web: await release.pods('web'), secret: await release.get('Secret', 'generated') };
    release.images['web'] = await testImage('web', 'two');
    const { units } = await release.deploy();
    expect(release.written()).toEqual(['update Deployment/web']);
    expect(units.map(({ unit, restarted }) => [unit, restarted])).toEqual([
      ['deploy', false],
      ['app', false],
      ['web', true],
    ]);
    expect(uids(await release.pods('web'))).not.toEqual(uids(before.web));

    const app = await release.pods('app');
    release.values = { config: { greeting: 'good day' } };
    await release.deploy();
    expect(release.written()).toEqual(['update ConfigMap/settings']);
    expect(uids(await release.pods('app'))).toEqual(uids(app));
    expect((await release.get('Secret', 'generated'))?.['data']).toEqual(before.secret?.['data']);
  });

  it('runs a Job anew when it is another one, before the units that need it', async () => {
    await release.deploy();
    const job = await release.get('Job', 'migration');
    release.images['app'] = await testImage('app', 'two');
    await release.deploy();
    const written = release.written();
    expect(written[0]).toBe('replace Job/migration');
    expect(written.slice(1)).toEqual(['update Deployment/app']);
    expect((await release.get('Job', 'migration'))?.metadata.uid).not.toBe(job?.metadata.uid);
  });

  it('deletes what left the chart, and nothing that it does not own', async () => {
    const extra = ['gone', 'kept'].map((name) =>
      configMap(name, name === 'kept' ? { 'helm.sh/resource-policy': 'keep' } : {}),
    );
    release.values = { extra };
    await release.deploy();
    const foreign = { ...configMap('foreign'), metadata: { name: 'foreign', namespace: release.namespace } };
    await release.cluster.apply(foreign, { signal });
    release.values = {};
    await release.deploy();
    expect(release.written()).toEqual(['delete ConfigMap/gone']);
    expect(await release.get('ConfigMap', 'gone')).toBeUndefined();
    expect(await release.get('ConfigMap', 'kept')).toBeDefined();
    expect(await release.get('ConfigMap', 'foreign')).toBeDefined();
  });

  it('deletes what a failed deploy had made before it left the chart', async () => {
    await release.deploy();
    release.values = { extra: [configMap('orphan')], migration: { script: 'process.exit(3)' } };
    expect((await release.failing({ noRollback: true })).code).toBe('JOB_FAILED');
    expect(await release.get('ConfigMap', 'orphan')).toBeDefined();
    release.values = {};
    await release.deploy();
    expect(await release.get('ConfigMap', 'orphan')).toBeUndefined();
  });

  it('leaves fields alone that others own and the chart does not set', async () => {
    release.values = { app: { replicasOwned: false } };
    await release.deploy();
    await release.patchAs('autoscaler', release.ref('Deployment', 'app'), { spec: { replicas: 2 } });
    await release.deploy();
    expect(release.written()).toEqual([]);
    expect(await release.get('Deployment', 'app')).toMatchObject({ spec: { replicas: 2 } });
  });

  it('makes again what was deleted behind its back', async () => {
    await release.deploy();
    await release.cluster.delete(release.ref('Service', 'app'), { signal });
    const { plan } = await release.deploy();
    expect(release.written()).toEqual(['create Service/app']);
    const why = plan.units.flatMap(({ changes }) => changes).find(({ action }) => action === 'create')?.why;
    expect(why).toBe('it was deleted since the last deploy');
  });

  it('plans without writing, also before the namespace is there and the image built', async () => {
    const proxy = await RecordingProxy.open(release.connection);
    try {
      const { app: _unpublished, ...published } = release.images;
      release.images = published;
      const { outcome, plan } = await release.deploy({ connection: proxy.connection, planOnly: true });
      expect(outcome).toBe('planned');
      expect(plan.units.map(({ unit, image }) => [unit, image])).toEqual([
        ['deploy', undefined],
        ['app', {}],
        ['web', { to: release.images['web'] }],
      ]);
      expect(plan.units.flatMap(({ changes }) => changes).every(({ action }) => action === 'create')).toBe(
        true,
      );
      expect(proxy.writes()).toEqual([]);
    } finally {
      await proxy.close();
    }
  });

  it('plans what is to go without taking it away', async () => {
    release.values = { extra: [configMap('leaving')] };
    await release.deploy();
    const leaving = await release.get('ConfigMap', 'leaving');
    const job = await release.get('Job', 'migration');
    release.values = {};
    release.images['app'] = await testImage('app', 'two');
    const { plan } = await release.deploy({ planOnly: true });
    const actions = plan.units.flatMap(({ changes }) => changes).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['delete', 'replace']));
    const after = [await release.get('ConfigMap', 'leaving'), await release.get('Job', 'migration')];
    expect(after.map((object) => object?.metadata.uid)).toEqual([leaving?.metadata.uid, job?.metadata.uid]);
    expect(after.map((object) => object?.metadata.deletionTimestamp)).toEqual([undefined, undefined]);
  });

  it('deploys only the units that it is asked to', async () => {
    await release.deploy();
    release.images = { app: await testImage('app', 'three'), web: await testImage('web', 'three') };
    await release.deploy({ only: ['web'] });
    expect(release.written()).toEqual(['update Deployment/web']);
  });

  it('removes the objects of a unit that is no more', async () => {
    await release.deploy();
    const units = release.request().units.filter(({ name }) => name !== 'web');
    const environment = { ...release.request().environment, values: { web: { enabled: false } } };
    await release.deploy({ environment, units, only: ['app', 'deploy'] });
    expect(release.written()).toEqual([]);
    await release.deploy({ environment, units });
    expect(release.written()).toEqual(['delete Deployment/web']);
    expect(await release.get('Secret', 'todo-deploy-fixture.web')).toBeUndefined();
    expect((await release.deploy({ environment, units })).outcome).toBe('nothing-to-do');
  });

  it('refuses an invalid object before anything is written, and takes its namespace back', async () => {
    release.values = { extra: [{ ...configMap('Not_A_Name') }] };
    const error = await release.failing();
    expect(error).toMatchObject({ code: 'OBJECT_REFUSED' });
    expect(error.message).toContain(`ConfigMap/${release.namespace}/Not_A_Name`);
    expect(error.message).toContain('metadata.name');
    expect(error.message).toContain('nothing was written');
    const namespace = await release.get('Namespace', release.namespace);
    expect(namespace === undefined || namespace.metadata.deletionTimestamp !== undefined).toBe(true);
    expect(release.written()).toEqual([]);
  });

  it('leaves a release of somebody else alone', async () => {
    await release.deploy();
    const environment = { ...release.request().environment, release: 'second' };
    const error = await release.failing({ environment });
    expect(error.code).toBe('OBJECT_OF_ANOTHER_SET');
  });
});

function configMap(name: string, annotations: Record<string, string> = {}) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, annotations }, data: { a: 'b' } };
}
