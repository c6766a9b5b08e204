import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeployResult } from '../../src/deploy-request.ts';
import { helmProgram } from '../../src/manifest/bundled-programs.ts';
import { Recall } from '../../src/recall/recall.ts';
import { TestRelease, testImage } from './cluster.ts';

describe('a deploy that remembers what its chart renders to', () => {
  let release: TestRelease;
  let folder: string;
  let chart: string;

  beforeEach(async () => {
    release = await TestRelease.open();
    release.values = { app: { replicas: 0 }, web: { replicas: 0 }, migration: { enabled: false } };
    folder = mkdtempSync(join(tmpdir(), 'todo-deploy-recall-'));
    chart = join(folder, 'chart');
    cpSync(release.request().environment.chart, chart, { recursive: true });
    const helm = await helmProgram(undefined);
    writeFileSync(join(folder, 'helm'), `#!/bin/sh\necho >> ${folder}/runs\nexec ${helm} "$@"\n`);
    chmodSync(join(folder, 'helm'), 0o755);
  });

  afterEach(async () => {
    await release.close();
    rmSync(folder, { recursive: true });
  });

  /** Deploys as the program does, and says how often helm ran for it. */
  async function deploy(planOnly = false): Promise<DeployResult & { readonly renderings: number }> {
    const { environment, units } = release.request();
    const request = { environment: { ...environment, chart }, units, helm: join(folder, 'helm') };
    rmSync(join(folder, 'runs'), { force: true });
    const recall = await Recall.open({ ...request, file: join(folder, 'settled.json') });
    const result = await release.deploy({ ...request, recall, planOnly });
    const runs = existsSync(join(folder, 'runs')) ? readFileSync(join(folder, 'runs'), 'utf8') : '';
    return { ...result, renderings: runs.length };
  }

  async function settle(): Promise<void> {
    await deploy();
    expect(await deploy()).toMatchObject({ outcome: 'nothing-to-do', renderings: 1 });
  }

  const app = () => release.ref('Deployment', 'app');
  const settings = () => release.ref('ConfigMap', 'settings');

  it('renders nothing once it was seen that there is nothing to do, and says the same', async () => {
    await deploy();
    const { durationMs: _first, renderings: once, ...rendered } = await deploy();
    const said = release.events.map(({ type }) => type);
    const { durationMs: _second, renderings: none, ...recalled } = await deploy();
    expect([once, none]).toEqual([1, 0]);
    expect(recalled).toEqual(rendered);
    expect(release.events.map(({ type }) => type)).toEqual(said);
    expect(await deploy(true)).toMatchObject({ outcome: 'planned', renderings: 0 });
  });

  it('remembers no value of an object, and no hash of a Secret that could be tried', async () => {
    release.values = { ...release.values, config: { greeting: 'not to be remembered' } };
    await settle();
    const remembered = readFileSync(join(folder, 'settled.json'), 'utf8');
    const { savedPlan } = await deploy();
    expect(remembered).not.toContain('not to be remembered');
    for (const { hash } of Object.values(savedPlan.objects)) expect(remembered).not.toContain(hash);
  });

  it.each<[string, () => unknown, readonly string[]]>([
    [
      'a value changed',
      () => (release.values = { ...release.values, config: { greeting: 'good day' } }),
      ['update ConfigMap/settings'],
    ],
    [
      'the chart changed',
      () =>
        writeFileSync(
          join(chart, 'templates/more.yaml'),
          'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: more }\n',
        ),
      ['create ConfigMap/more'],
    ],
    [
      'an image is another one',
      async () => (release.images = { ...release.images, web: await testImage('web', 'two') }),
      ['update Deployment/web'],
    ],
    [
      'somebody took away what an object holds',
      () => release.patchAs('somebody', settings(), { data: { greeting: null } }),
      ['update ConfigMap/settings'],
    ],
    [
      'somebody took a label away, which no generation counts',
      () =>
        release.patchAs('somebody', app(), { metadata: { labels: { 'app.kubernetes.io/component': null } } }),
      ['update Deployment/app'],
    ],
    [
      'an object is gone',
      () => release.cluster.delete(settings(), { signal: AbortSignal.timeout(30_000) }),
      ['create ConfigMap/settings'],
    ],
    [
      'another workspace deployed',
      () => {
        const { environment } = release.request();
        const values = { ...release.values, web: { replicas: 0, message: 'theirs' } };
        return release.deploy({ environment: { ...environment, values } });
      },
      ['update Deployment/web'],
    ],
  ])('renders anew when %s', async (_what, change, written) => {
    await settle();
    await change();
    expect(await deploy()).toMatchObject({ outcome: 'deployed', renderings: 1 });
    expect(release.written()).toEqual(written);
    expect(await deploy()).toMatchObject({ outcome: 'nothing-to-do' });
    expect(await deploy()).toMatchObject({ outcome: 'nothing-to-do', renderings: 0 });
  });

  it('renders a chart each time that renders to something else each time', async () => {
    const random =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: random }\ndata: { a: {{ randAlpha 9 }} }\n';
    writeFileSync(join(chart, 'templates/random.yaml'), random);
    for (const _again of [1, 2, 3])
      expect(await deploy()).toMatchObject({ outcome: 'deployed', renderings: 1 });
  });
});
