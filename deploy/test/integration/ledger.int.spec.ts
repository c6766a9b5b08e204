import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ObjectRef } from '../../src/cluster/kubernetes-object.ts';
import { ledgerParent, readLedger } from '../../src/ledger/ledger.ts';
import { readRevision } from '../../src/ledger/revisions.ts';
import { bundledProgram, programCache } from '../../src/manifest/bundled-programs.ts';
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

  it('keeps the last ten revisions of a unit, with who made them', async () => {
    const first = await readRevision(release.cluster, await read(), { unit: 'web', revision: 1, signal });
    expect(first?.map(({ ref }) => `${ref.kind}/${ref.name}`)).toEqual(['Deployment/web']);
    for (let number = 2; number <= 11; number++) {
      release.values = { web: { replicas: 0, message: `${number}` } };
      await release.deploy({ only: ['web'], by: 'person@example.com', commit: `c${number}` });
    }
    const ledger = await read();
    const record = ledger.units.get('web');
    expect(record).toMatchObject({ revision: 11, by: 'person@example.com', commit: 'c11' });
    expect(record?.history.map(({ revision }) => revision)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const kept = (revision: number) =>
      readRevision(release.cluster, ledger, { unit: 'web', revision, signal });
    expect(await kept(1)).toBeUndefined();
    expect(JSON.stringify(await kept(2))).toContain('s.end(\\\"2\\\")');
    expect(await kept(11)).toHaveLength(1);
  });

  it('is refused when another tool, or a newer version, wrote it', async () => {
    const { parent } = await read();
    const annotate = (ref: ObjectRef, annotations: Record<string, string>) =>
      release.patchAs('someone', ref, { metadata: { annotations } });
    const unit = { ...parent, name: `${parent.name}.app` };
    await annotate(unit, { 'todo-deploy/record': 'x' });
    expect((await release.failing()).message).toContain('annotation todo-deploy/record is damaged');
    await annotate(unit, { 'todo-deploy/format': '99' });
    expect(await release.failing()).toMatchObject({ code: 'LEDGER_UNREADABLE', exitCode: 34 });
    await annotate(parent, { 'applyset.kubernetes.io/tooling': 'kubectl/v1.36.3' });
    expect(await release.failing()).toMatchObject({ code: 'OBJECT_OF_ANOTHER_SET', exitCode: 33 });
  });
});
