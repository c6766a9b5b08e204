import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readPlanFile, writePlanFile } from '../../src/plan/plan-file.ts';
import type { SavedPlan } from '../../src/plan/saved-plan.ts';
import { TestRelease, testImage } from './cluster.ts';

describe('a saved plan', () => {
  let release: TestRelease;

  beforeEach(async () => {
    release = await TestRelease.open();
    release.values = { app: { replicas: 0 }, web: { replicas: 0 }, migration: { enabled: false } };
    await release.deploy();
    release.values = { ...release.values, config: { greeting: 'planned' } };
  });

  afterEach(() => release.close());

  const save = async (): Promise<SavedPlan> => (await release.deploy({ planOnly: true })).savedPlan;
  const planned = (plan: SavedPlan) => ({ planned: { file: 'plan.json', plan } });

  it('is carried out exactly from its file, which holds no hash of a Secret that could be tried', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'todo-deploy-test-')), 'plan.json');
    const plan = await save();
    writePlanFile(file, plan);
    const secret = Object.entries(plan.objects).find(([name]) => name.startsWith('Secret/'))?.[1].hash ?? '';
    expect(readFileSync(file, 'utf8')).not.toContain(secret);
    await release.deploy(planned(readPlanFile(file)));
    expect(release.written()).toEqual(['update ConfigMap/settings']);
  });

  it('holds no value of a Secret, and is the same the second time', async () => {
    const plan = await save();
    expect(await save()).toEqual(plan);
    const { data } = (await release.get('Secret', 'generated')) as unknown as {
      data: Record<string, string>;
    };
    expect(JSON.stringify(plan)).not.toContain(data['password']);
  });

  it.each<[string, (release: TestRelease) => Promise<unknown> | void, string]>([
    [
      'an object',
      (own) =>
        own.patchAs('somebody', own.ref('ConfigMap', 'settings'), { metadata: { labels: { a: 'b' } } }),
      'was changed in the cluster',
    ],
    [
      'the ledger',
      (own) =>
        own.deploy({
          environment: {
            ...own.request().environment,
            values: { ...own.values, web: { replicas: 0, message: 'other' } },
          },
        }),
      'unit web was at revision 1 and is at 2',
    ],
    [
      'the chart',
      (own) => void (own.values = { ...own.values, config: { greeting: 'another' } }),
      'ConfigMap/settings is rendered otherwise by the chart or its values',
    ],
    [
      'an image',
      async (own) => void (own.images['web'] = await testImage('web', 'another')),
      'the image of web was sha256:',
    ],
  ])('is refused when %s moved, which it names', async (_, move, expected) => {
    const plan = await save();
    await move(release);
    const error = await release.failing(planned(plan));
    expect(error).toMatchObject({ code: 'PLAN_OUTDATED', exitCode: 38 });
    expect(error.message.replaceAll(`/${release.namespace}`, '')).toContain(expected);
    expect(error.message).toMatch(/nothing was written$/);
    expect(release.written()).toEqual([]);
  });
});
