import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestRelease, testImage } from './cluster.ts';
import { RecordingProxy, type Fault, type RecordedCall } from './recording-proxy.ts';

const status = (code: number, message: string) => ({ kind: 'Status', status: 'Failure', code, message });
const isWrite = ({ method, isDryRun }: RecordedCall) => method === 'PATCH' && !isDryRun;

describe('a deploy over a faulty connection', () => {
  let release: TestRelease;
  let proxy: RecordingProxy;

  beforeEach(async () => {
    release = await TestRelease.open();
    proxy = await RecordingProxy.open(release.connection);
    await release.deploy();
  });

  afterEach(async () => {
    await proxy.close();
    await release.close();
  });

  /** Deploys another image of web while the first `times` calls that match meet the fault. */
  async function deployWith(
    fault: Fault,
    matches: (call: RecordedCall) => boolean,
    times = 1,
  ): Promise<void> {
    release.images['web'] = await testImage('web', 'faulty');
    let left = times;
    proxy.fault = (call) => (matches(call) && left-- > 0 ? fault : undefined);
    await release.deploy({ connection: proxy.connection });
    expect(left).toBeLessThanOrEqual(0);
    expect(await release.get('Deployment', 'web')).toMatchObject({ status: { readyReplicas: 1 } });
    expect(await release.deploy()).toMatchObject({ outcome: 'nothing-to-do' });
  }

  it('waits as long as the server asks, and goes on', async () => {
    const startedAt = performance.now();
    await deployWith(
      { status: 429, body: status(429, 'slow down'), headers: { 'retry-after': '1' } },
      isWrite,
    );
    expect(performance.now() - startedAt).toBeGreaterThan(1000);
  });

  it('goes on after a change of the leader', async () => {
    await deployWith({ status: 500, body: status(500, 'etcdserver: leader changed') }, isWrite);
  });

  it('goes on after refused connections', async () => {
    await deployWith('reset', () => true, 3);
  });

  it('goes on when a watch is refused with an expired history', async () => {
    await deployWith(
      { status: 410, body: status(410, 'too old resource version') },
      ({ isWatch }) => isWatch,
      3,
    );
  });

  it('rolls out once although the answer to its write was lost', async () => {
    const before = await release.get('Deployment', 'web');
    proxy.loseAnswerOf = isWrite;
    await deployWith('reset', () => false, 0);
    const after = await release.get('Deployment', 'web');
    expect(after?.metadata.generation).toBe((before?.metadata.generation ?? 0) + 1);
    expect(proxy.calls.filter(isWrite).filter(({ path }) => path.endsWith('/deployments/web'))).toHaveLength(
      2,
    );
  });

  it('names the cluster when it does not answer at all', async () => {
    proxy.fault = () => 'reset';
    const error = await release.failing({ connection: proxy.connection });
    expect(error).toMatchObject({ code: 'CLUSTER_UNREACHABLE', exitCode: 13 });
    expect(error.message).toMatch(/^Cluster http:\/\/127\.0\.0\.1:\d+: no answer for \d s/);
  });

  it('names what is forbidden', async () => {
    proxy.fault = ({ path }) =>
      path.endsWith('/services') ? { status: 403, body: status(403, 'services is forbidden') } : undefined;
    const error = await release.failing({ connection: proxy.connection });
    expect(error).toMatchObject({ code: 'FORBIDDEN', exitCode: 14 });
    expect(proxy.writes()).toEqual([]);
  });

  it('shows no log when the Secrets to mask in it cannot be read', async () => {
    release.values = { app: { script: `console.error('password=canary'); process.exit(1)` } };
    const hasBegun = () => release.events.some(({ type }) => type === 'rollout-started');
    proxy.fault = ({ path }) =>
      path.endsWith('/secrets') && hasBegun() ? { status: 403, body: status(403, 'no') } : undefined;
    const error = await release.failing({ connection: proxy.connection, noRollback: true });
    expect(error.code).toBe('CONTAINER_CRASHED');
    expect(JSON.stringify([error, release.events])).not.toContain('password=');
    expect(JSON.stringify(release.events)).toContain('its log is withheld');
  });
});
