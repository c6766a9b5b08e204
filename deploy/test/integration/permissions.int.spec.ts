import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { recordsAt } from '../../src/cluster/kubernetes-object.ts';
import { applySetId, applySetPartOfLabel } from '../../src/ledger/apply-set.ts';
import { ledgerParent, readLedger, unitSecretRef } from '../../src/ledger/ledger.ts';
import { readRevision } from '../../src/ledger/revisions.ts';
import { bundledProgram, programCache } from '../../src/manifest/bundled-programs.ts';
import { TestRelease } from './cluster.ts';

const { signal } = new AbortController();
const run = promisify(execFile);
const chart = join(import.meta.dirname, '../fixtures/chart');

describe('what a deploy may do when it is allowed to', () => {
  let release: TestRelease;

  beforeEach(async () => {
    release = await TestRelease.open();
    release.values = { app: { replicas: 0 }, web: { replicas: 0 }, migration: { enabled: false } };
  });

  afterEach(() => release.close());

  async function program(name: 'helm' | 'kubectl', ...words: string[]): Promise<string> {
    const file = (await bundledProgram(name, programCache)) ?? name;
    const { kubeconfig, context } = release.connection;
    const contextFlag = name === 'helm' ? '--kube-context' : '--context';
    const place = ['--kubeconfig', kubeconfig, contextFlag, context, '--namespace', release.namespace];
    return (await run(file, [...words, ...place])).stdout;
  }

  const managersOf = async (kind: string, name: string) => {
    const object = await release.get(kind, name);
    const entries = recordsAt(object, 'metadata', 'managedFields');
    return [...new Set(entries.map(({ manager }) => manager))];
  };

  it('takes the fields of the named object over from another manager, and of no other', async () => {
    await release.deploy();
    for (const name of ['app', 'web'])
      await release.patchAs('kubectl-edit', release.ref('Deployment', name), { spec: { replicas: 1 } });
    const refused = await release.failing({ forceConflicts: ['Deployment/web'] });
    expect(refused).toMatchObject({ code: 'APPLY_CONFLICT' });
    expect(refused.hint).toContain('--force-conflicts Deployment/app');

    const { plan } = await release.deploy({ forceConflicts: ['Deployment/web', 'Deployment/app'] });
    const changes = plan.units.flatMap((unit) => unit.changes).filter(({ action }) => action === 'update');
    expect(changes.map(({ why }) => why)).toEqual([
      expect.stringContaining('taken from kubectl-edit'),
      expect.stringContaining('taken from kubectl-edit'),
    ]);
    expect(await release.get('Deployment', 'web')).toMatchObject({ spec: { replicas: 0 } });
    expect((await release.deploy()).outcome).toBe('nothing-to-do');
  });

  it('makes an object anew whose field cannot be changed, where it is named', async () => {
    const fixed = (data: object) => [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'fixed' }, immutable: true, data },
    ];
    release.values = { ...release.values, extra: fixed({ a: 'b' }) };
    await release.deploy();
    release.values = { ...release.values, extra: fixed({ a: 'c' }) };
    const refused = await release.failing({ recreate: ['ConfigMap/other'] });
    expect(refused).toMatchObject({ code: 'FIELD_IMMUTABLE' });
    expect(refused.hint).toContain('--recreate ConfigMap/fixed');
    await release.deploy({ recreate: ['ConfigMap/fixed'] });
    expect(release.written()).toEqual(['replace ConfigMap/fixed']);
    expect(await release.get('ConfigMap', 'fixed')).toMatchObject({ data: { a: 'c' } });
  });

  it('adopts a helm release object by object, and drops what only helm had set', async () => {
    const labels = '--set=config.greeting=hello,config.extra=of-helm';
    const without = '--set=app.replicas=0,web.replicas=0,migration.enabled=false';
    await program('helm', 'install', 'fixture', chart, '--create-namespace', labels, without);

    const refused = await release.failing();
    expect(refused).toMatchObject({ code: 'OBJECT_NOT_OURS', exitCode: 39 });
    expect(refused.message).toContain(
      `belongs to Helm release ${release.namespace}/fixture; nothing was written`,
    );
    const password = (await release.get('Secret', 'generated'))?.['data'];

    const { plan } = await release.deploy({ adopt: true });
    expect(release.written().toSorted()).toEqual([
      'adopt ConfigMap/settings',
      'adopt Deployment/app',
      'adopt Deployment/web',
      'adopt Secret/generated',
      'adopt Service/app',
    ]);
    const settings = plan.units
      .flatMap((unit) => unit.changes)
      .find(({ object }) => object.endsWith('ConfigMap/') || object.includes('/settings'));
    expect(settings?.fields.map(({ path }) => path)).toContain('data.extra');
    expect((await release.get('ConfigMap', 'settings'))?.['data']).toEqual({ greeting: 'hello' });
    expect(await managersOf('ConfigMap', 'settings')).toEqual(['todo-deploy']);
    expect((await release.get('Secret', 'generated'))?.['data']).toEqual(password);
    expect((await release.deploy()).outcome).toBe('nothing-to-do');
  });

  /** Leaves the objects as another set's, and no ledger. */
  async function moveTo(otherSet: string): Promise<void> {
    const { cluster } = release;
    const ledger = await readLedger(cluster, ledgerParent(release.request().environment), { signal });
    for (const [unit, record] of ledger.units) {
      const entries = await readRevision(cluster, ledger, { ...record, unit, signal });
      for (const { object } of entries ?? []) {
        const labels = { ...object.metadata.labels, [applySetPartOfLabel]: otherSet };
        await cluster.apply({ ...object, metadata: { ...object.metadata, labels } }, { signal });
      }
      await cluster.delete(unitSecretRef(ledger, unit), { signal });
    }
    await cluster.delete(ledger.parent, { signal });
  }

  it('adopts what an older version deployed, whose ledger it does not read', async () => {
    await release.deploy();
    const parent = ledgerParent(release.request().environment);
    await moveTo(applySetId({ ...parent, kind: 'ConfigMap' }));

    const refused = await release.failing();
    expect(refused).toMatchObject({
      code: 'OBJECT_OF_ANOTHER_SET',
      hint: 'deploy with --adopt, and delete that ConfigMap then; what the chart no longer has stays',
    });
    expect(refused.message).toContain(
      `belongs to the ledger of an older version, ConfigMap/${release.namespace}/todo-deploy-fixture, which`,
    );
    const { plan } = await release.deploy({ adopt: true });
    expect(plan.units.flatMap(({ changes }) => changes.map(({ action }) => action))).toEqual(
      Array.from({ length: 5 }, () => 'adopt'),
    );
    expect(plan.units.flatMap(({ changes }) => changes).some(({ restartsPods }) => restartsPods)).toBe(false);
    expect((await release.deploy()).outcome).toBe('nothing-to-do');
  });

  it('adopts what another release left, once its label is off', async () => {
    release.values = { ...release.values, web: { enabled: false } };
    await release.deploy();
    await moveTo('applyset-of-somebody-v1');

    for (let objects = 0; objects < 4; objects++) {
      const { code, hint } = await release.failing({ adopt: true });
      expect(code).toBe('OBJECT_OF_ANOTHER_SET');
      const [, words = ''] = /kubectl (label .*), and deploy with --adopt$/.exec(hint) ?? [];
      await program('kubectl', ...words.split(' '));
    }
    await release.deploy({ adopt: true });
    expect((await release.deploy()).outcome).toBe('nothing-to-do');
  });

  it('adopts what kubectl applied, with the fields that it left', async () => {
    await release.deploy({ planOnly: false });
    const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'by-hand' } };
    const file = JSON.stringify({ ...manifest, data: { a: 'b', old: 'of kubectl' } });
    const child = run((await bundledProgram('kubectl', programCache)) ?? 'kubectl', [
      ...['--kubeconfig', release.connection.kubeconfig, '--context', release.connection.context],
      ...['--namespace', release.namespace, 'apply', '-f', '-'],
    ]);
    child.child.stdin?.end(file);
    await child;
    release.values = { ...release.values, extra: [{ ...manifest, data: { a: 'b' } }] };
    await release.deploy({ adopt: true });
    const live = await release.get('ConfigMap', 'by-hand');
    expect(live?.['data']).toEqual({ a: 'b' });
    expect(Object.keys(live?.metadata.annotations ?? {})).not.toContain(
      'kubectl.kubernetes.io/last-applied-configuration',
    );
  });

  it('drops a field with the chart although somebody had edited it to the same value', async () => {
    const data = (content: object) => ({ ...release.values, config: content });
    release.values = data({ greeting: 'hello', second: 'x' });
    await release.deploy();
    await release.patchAs('kubectl-edit', release.ref('ConfigMap', 'settings'), { data: { second: 'y' } });
    await release.patchAs('kubectl-edit', release.ref('ConfigMap', 'settings'), { data: { second: 'x' } });
    await release.deploy({ forceConflicts: ['ConfigMap/settings'] });
    release.values = data({ greeting: 'hello' });
    await release.deploy();
    expect((await release.get('ConfigMap', 'settings'))?.['data']).toEqual({ greeting: 'hello' });
  });
});
