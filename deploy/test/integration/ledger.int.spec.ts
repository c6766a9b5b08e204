import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ledgerParent, readLedger } from '../../src/ledger/ledger.ts';
import { readRevision, saveRevision } from '../../src/ledger/revisions.ts';
import { bundledProgram } from '../../src/manifest/bundled-programs.ts';
import { programCache } from '../../src/manifest/render-chart.ts';
import { TestRelease, testImage } from './cluster.ts';

const signal = new AbortController().signal;

describe('the ledger', () => {
  let release: TestRelease;

  beforeEach(async () => {
    release = await TestRelease.open();
    await release.deploy();
  });

  afterEach(() => release.close());

  const read = () =>
    readLedger(release.cluster, ledgerParent({ namespace: release.namespace, release: 'fixture' }), {
      signal,
    });

  it('is an ApplySet whose members kubectl finds', async () => {
    const kubectl = (await bundledProgram('kubectl', programCache)) ?? 'kubectl';
    const { kubeconfig, context } = release.connection;
    const place = ['--kubeconfig', kubeconfig, '--context', context, '--namespace', release.namespace];
    const { applySetId, groupKinds } = await read();
    const selector = `applyset.kubernetes.io/part-of=${applySetId}`;
    const { stdout } = await promisify(execFile)(kubectl, [
      ...place,
      'get',
      groupKinds.join(),
      '-l',
      selector,
      '-o',
      'name',
    ]);
    expect(stdout.trim().split('\n').sort()).toEqual([
      'configmap/settings',
      'deployment.apps/app',
      'deployment.apps/web',
      'job.batch/migration',
      'secret/generated',
      'service/app',
    ]);
  });

  it('does not change for a unit that failed, and counts revisions of the others', async () => {
    const before = await read();
    release.images['app'] = `sha256:${'1'.repeat(64)}`;
    release.values = { migration: { enabled: false } };
    await release.failing();
    const after = await read();
    expect(after.units.get('app')).toMatchObject({ digest: before.units.get('app')?.digest, revision: 1 });
    expect(after.units.get('deploy')?.revision).toBe(2);
    expect(after.units.get('web')).toEqual(before.units.get('web'));
  });

  it('takes a new input hash of the same image without a rollout', async () => {
    const units = release
      .request()
      .units.map((unit) => (unit.image ? { ...unit, image: { ...unit.image, inputHash: 'new' } } : unit));
    const result = await release.deploy({ units });
    expect(result.outcome).toBe('nothing-to-do');
    expect((await read()).units.get('web')).toMatchObject({ inputHash: 'new', revision: 1 });
  });

  it('keeps a record per unit when two units are deployed at once', async () => {
    release.images = { app: await testImage('app', 'both'), web: await testImage('web', 'both') };
    await Promise.all([release.deploy({ only: ['app'] }), release.deploy({ only: ['web'] })]);
    const { units } = await read();
    expect([units.get('app')?.digest, units.get('web')?.digest]).toEqual([
      release.images['app'],
      release.images['web'],
    ]);
  });

  it('keeps the last five revisions of a unit', async () => {
    const ledger = await read();
    const first = await readRevision(release.cluster, ledger, { unit: 'web', revision: 1, signal });
    expect(first?.map(({ ref }) => `${ref.kind}/${ref.name}`)).toEqual(['Deployment/web']);
    for (const revision of [2, 3, 4, 5, 6]) {
      await saveRevision(release.cluster, ledger, { unit: 'web', revision, entries: first ?? [], signal });
    }
    expect(await readRevision(release.cluster, ledger, { unit: 'web', revision: 1, signal })).toBeUndefined();
    expect(await readRevision(release.cluster, ledger, { unit: 'web', revision: 2, signal })).toEqual(first);
    expect(await readRevision(release.cluster, ledger, { unit: 'web', revision: 6, signal })).toEqual(first);
  });

  it('is refused when another tool, or a newer version, wrote it', async () => {
    const parent = (await read()).parent;
    await release.patchAs('someone', parent, { data: { format: '99' } });
    expect(await release.failing()).toMatchObject({ code: 'LEDGER_UNREADABLE', exitCode: 34 });
    await release.patchAs('someone', parent, { data: { format: '1', 'unit.app': '{' } });
    expect((await release.failing()).message).toContain('an entry is damaged');
    const annotations = { 'applyset.kubernetes.io/tooling': 'kubectl/v1.36.3' };
    await release.patchAs('someone', parent, { metadata: { annotations } });
    expect(await release.failing()).toMatchObject({ code: 'OBJECT_OF_ANOTHER_SET', exitCode: 33 });
  });
});
