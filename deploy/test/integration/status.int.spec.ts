import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readStatus } from '../../src/read-status.ts';
import { TestRelease } from './cluster.ts';
import { RecordingProxy } from './recording-proxy.ts';

const signal = new AbortController().signal;

describe('readStatus', () => {
  let release: TestRelease;

  beforeEach(async () => {
    release = await TestRelease.open();
  });

  afterEach(() => release.close());

  it('knows no unit before the first deploy', async () => {
    expect((await readStatus(release.request(), { signal })).units).toEqual([]);
  });

  it('tells what runs, how it is, and what was deleted', async () => {
    await release.deploy({ commit: 'c0ffee' });
    const proxy = await RecordingProxy.open(release.connection);
    const { units } = await readStatus({ ...release.request(), connection: proxy.connection }, { signal });
    await proxy.close();
    expect(proxy.calls.length).toBeLessThanOrEqual(
      ['ConfigMap', 'Secret', 'Job', 'Service', 'Deployment'].length + 2,
    );
    expect(units.map(({ unit, status, commit }) => [unit, status.state, commit])).toEqual([
      ['app', 'ready', 'c0ffee'],
      ['deploy', 'ready', 'c0ffee'],
      ['web', 'ready', 'c0ffee'],
    ]);
    expect(units[0]).toMatchObject({ digest: release.images['app'], inputHash: 'hash-of-app' });

    await release.cluster.delete(release.ref('Service', 'app'), { signal });
    const after = await readStatus(release.request(), { signal });
    expect(after.units.find(({ unit }) => unit === 'app')?.status).toEqual({
      state: 'failed',
      reason: 'Missing',
      message: `Service/${release.namespace}/app: it was deleted since the last deploy`,
    });
  });

  it('tells of a deploy that is under way: who, since when, what', async () => {
    const running = release.deploy({ commit: 'c0ffee', by: 'ann@example.com' });
    await release.event('rollout-started');
    const { deploying } = await readStatus(release.request(), { signal });
    await running;
    expect(deploying?.holder).toMatch(/^ann@example\.com@/);
    expect(deploying?.doing).toMatch(/^deploy, app, web at c0ffee/);
    expect(Date.parse(deploying?.since ?? '')).toBeLessThanOrEqual(Date.now());
    expect((await readStatus(release.request(), { signal })).deploying).toBeUndefined();
  });
});
