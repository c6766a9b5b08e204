import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exitCodeOf, readDiagnosis, type EnvironmentDiagnosis } from '../../src/read-diagnosis.ts';
import { TestRelease } from './cluster.ts';
import { RecordingProxy } from './recording-proxy.ts';

const signal = new AbortController().signal;
const env = [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'generated', key: 'password' } } }];
const crash = `console.error('password=' + process.env.PASSWORD); console.error('no database'); process.exit(4)`;

describe('readDiagnosis', () => {
  let release: TestRelease;

  beforeEach(async () => {
    release = await TestRelease.open();
  });

  afterEach(() => release.close());

  function diagnosed(only: readonly string[] = []): Promise<EnvironmentDiagnosis> {
    return readDiagnosis({ ...release.request(), only }, { signal });
  }

  it('finds nothing where everything is healthy, for one list per kind', async () => {
    await release.deploy();
    const proxy = await RecordingProxy.open(release.connection);
    const request = { ...release.request(), connection: proxy.connection, only: [] };
    const diagnosis = await readDiagnosis(request, { signal });
    await proxy.close();
    expect(diagnosis.units).toEqual([{ unit: 'app' }, { unit: 'deploy' }, { unit: 'web' }]);
    expect(exitCodeOf(diagnosis)).toBe(0);
    const kinds = ['ConfigMap', 'Secret', 'Job', 'Service', 'Deployment'];
    expect(proxy.calls.length).toBeLessThanOrEqual(kinds.length + 1);
  });

  it('says what a rollout would say, with no value of a Secret', async () => {
    await release.deploy();
    release.values = { app: { script: crash, env } };
    await release.failing({ noRollback: true });
    const diagnosis = await diagnosed();
    expect(diagnosis.units.map(({ trouble }) => trouble?.code)).toEqual([
      'CONTAINER_CRASHED',
      undefined,
      undefined,
    ]);
    const { trouble } = diagnosis.units[0] ?? {};
    expect(trouble).toMatchObject({
      object: `Deployment/${release.namespace}/app`,
      advice: 'correct what its last lines say, and deploy again',
    });
    expect(trouble?.cause).toContain('exit 4; last line: no database');
    expect(trouble?.evidence).toContain('  password=***');
    expect(exitCodeOf(diagnosis)).toBe(42);
    expect((await diagnosed(['web'])).units).toEqual([{ unit: 'web' }]);
  });

  it('looks also at what a deploy made that never came to its end', async () => {
    release.images['app'] = `sha256:${'0'.repeat(64)}`;
    release.values = { migration: { enabled: false } };
    await release.failing();
    const { units } = await diagnosed(['app']);
    expect(units).toEqual([{ unit: 'app', trouble: expect.objectContaining({ code: 'IMAGE_NOT_PULLED' }) }]);
  });

  it('says what is gone', async () => {
    await release.deploy();
    await release.cluster.delete(release.ref('Service', 'app'), { signal });
    const diagnosis = await diagnosed(['app']);
    expect(diagnosis.units[0]?.trouble).toMatchObject({ reason: 'Missing', advice: 'todo-deploy deploy' });
    expect(exitCodeOf(diagnosis)).toBe(40);
  });

  it('refuses a unit that was never deployed, and an environment without any', async () => {
    await expect(diagnosed()).rejects.toMatchObject({ code: 'NOTHING_DEPLOYED' });
    await release.deploy();
    await expect(diagnosed(['api'])).rejects.toMatchObject({ code: 'UNIT_UNKNOWN' });
  });
});
