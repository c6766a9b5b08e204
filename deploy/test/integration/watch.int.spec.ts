import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@todo/testing/until';
import { statusOf } from '../../src/rollout/status.ts';
import type { DeployEvent } from '../../src/report/events.ts';
import { TestRelease } from './cluster.ts';
import { RecordingProxy } from './recording-proxy.ts';

describe('what a rollout asks of the cluster', () => {
  let release: TestRelease;
  let proxy: RecordingProxy;

  beforeEach(async () => {
    release = await TestRelease.open();
    proxy = await RecordingProxy.open(release.connection);
  });

  afterEach(async () => {
    await proxy.close();
    await release.close();
  });

  /** `deployments watch` of each call that looks at objects of a kind, in order, after the first write. */
  function looks(): readonly string[] {
    const firstWrite = proxy.calls.findIndex(({ method, isDryRun }) => method === 'PATCH' && !isDryRun);
    const kinds = /\/(deployments|replicasets|pods|events|jobs|services)$/;
    return proxy.calls
      .slice(firstWrite)
      .filter(({ method, path }) => method === 'GET' && kinds.test(path))
      .map(({ path, isWatch }) => `${kinds.exec(path)?.[1]} ${isWatch ? 'watch' : 'list'}`);
  }

  it('is one watch of the written object when that is ready in a moment', async () => {
    release.values = { app: { replicas: 0 }, migration: { enabled: false } };
    await release.deploy();
    release.values = { ...release.values, app: { replicas: 0, message: 'new' } };
    // Its controller has seen it by the time that the deploy hears of its write.
    proxy.onAnswer = async ({ method, path, isDryRun }) => {
      if (method !== 'PATCH' || isDryRun || !path.endsWith('/deployments/app')) return;
      await until(async () => {
        const app = await release.get('Deployment', 'app');
        return app && statusOf(app).state === 'ready';
      });
    };
    await release.deploy({ connection: proxy.connection });
    expect(looks()).toEqual(['deployments watch']);
  });

  it('is a look at pods and warnings besides when it is not', async () => {
    await release.deploy();
    const listen = `require('http').createServer((q, s) => s.end()).listen(8080)`;
    release.values = { app: { script: `setTimeout(() => ${listen}, 1500)` } };
    await release.deploy({ connection: proxy.connection });
    expect(looks().toSorted()).toEqual([
      'deployments watch',
      'events list',
      'events watch',
      'pods list',
      'pods watch',
      'replicasets list',
      'replicasets watch',
    ]);
  });

  it('goes on when the watch of the object is refused for a while, and still sees why it fails', async () => {
    await release.deploy();
    release.values = { app: { script: `console.error('no database'); process.exit(4)` } };
    let left = 2;
    const gone = { kind: 'Status', status: 'Failure', code: 410, reason: 'Expired', message: 'too old' };
    proxy.fault = ({ path, isWatch }) =>
      isWatch && /\/(deployments|pods)$/.test(path) && left-- > 0 ? { status: 410, body: gone } : undefined;
    const error = await release.failing({ connection: proxy.connection });
    expect(error.message).toContain('exit 4; last line: no database');
    expect(left).toBeLessThanOrEqual(0);
  });

  it('waits for what was written, not for what the cluster showed before', async () => {
    release.values = { app: { replicas: 1 } };
    await release.deploy();
    const before = await release.get('Deployment', 'app');
    release.values = { app: { replicas: 1, message: 'new' } };
    let isFirst = true;
    proxy.alter = (object) => {
      const isWritten = proxy.writes().some(({ path }) => path.endsWith('/deployments/app'));
      if (!before || !isFirst || !isWritten || object.metadata.uid !== before.metadata.uid) return object;
      isFirst = false;
      return before;
    };
    await release.deploy({ connection: proxy.connection });
    const after = await release.get('Deployment', 'app');
    expect(after).toMatchObject({ status: { updatedReplicas: 1, readyReplicas: 1 } });
    expect(isFirst).toBe(false);
    expect(after?.metadata.generation).toBeGreaterThan(before?.metadata.generation ?? 0);
  });
});

describe('the causes of a rollout', () => {
  let release: TestRelease;

  beforeEach(async () => {
    release = await TestRelease.open();
    await release.deploy();
  });

  afterEach(() => release.close());

  function causes() {
    const isCause = (event: DeployEvent) => event.type === 'cause-seen';
    return release.events.filter(isCause);
  }

  /** Deploys what cannot become ready until a cause is told that says so: the deploy must still be waiting then. */
  async function deployUntilTold(said: RegExp): Promise<void> {
    const stop = new AbortController();
    const ended = release.failing({}, stop.signal);
    const isTold = () => causes().some((event) => said.test(JSON.stringify(event)));
    await until(isTold).finally(() => stop.abort());
    expect((await ended).code).toBe('DEPLOY_CANCELLED');
  }

  it('are told while the wait goes on: a probe that never succeeds', async () => {
    const script = `require('http').createServer((q, s) => { s.statusCode = 503; s.end() }).listen(8080)`;
    release.values = { app: { script } };
    await deployUntilTold(/statuscode: 503/);
    expect(causes()).toContainEqual(
      expect.objectContaining({
        unit: 'app',
        object: `Deployment/${release.namespace}/app`,
        grade: 'at-deadline',
        reason: 'ProbeFailed',
        cause: expect.stringContaining('Readiness probe failed: HTTP probe failed with statuscode: 503'),
      }),
    );
  });

  it('are told while the wait goes on: a pod that no node takes', async () => {
    release.values = { app: { resources: { requests: { cpu: '900' } } } };
    await deployUntilTold(/Unschedulable/);
    const advice = 'ask for less cpu in the values, or add a node';
    expect(causes()).toContainEqual(
      expect.objectContaining({ grade: 'at-deadline', reason: 'Unschedulable', advice }),
    );
  });

  it('are told once for all pods, and with what the container said', async () => {
    release.values = { app: { replicas: 2, script: `console.error('no database'); process.exit(4)` } };
    await release.failing();
    const hopeless = causes().filter((event) => event.type === 'cause-seen' && event.grade === 'hopeless');
    expect(hopeless).toEqual([
      expect.objectContaining({
        code: 'CONTAINER_CRASHED',
        cause: expect.stringContaining('last line: no database'),
      }),
    ]);
  });

  it('name a limit of memory that is too low', async () => {
    const script = `const kept = []; setInterval(() => kept.push(Buffer.alloc(8_000_000, 1)), 20)`;
    release.values = { app: { script, resources: { limits: { memory: '96Mi' } } } };
    const error = await release.failing();
    expect(error).toMatchObject({ code: 'CONTAINER_CRASHED', hint: 'raise its memory limit in the values' });
    expect(error.message).toContain('killed for using more memory than its limit');
  });

  it('are those of the admission that refuses the pods, word by word', async () => {
    release.values = { app: { isHardened: false } };
    const label = { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } };
    const namespace = { apiVersion: 'v1', kind: 'Namespace', name: release.namespace };
    await release.patchAs('a-person', namespace, label);
    const error = await release.failing();
    expect(error).toMatchObject({
      code: 'POD_REFUSED',
      hint: 'set the securityContext fields that the message names',
    });
    expect(error.message).toContain('violates PodSecurity');
  });

  it('are those of the claim that a pod waits for', async () => {
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', labels: { 'app.kubernetes.io/component': 'app' } },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'no-such-class',
        resources: { requests: { storage: '1Mi' } },
      },
    };
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
    release.values = { app: { volumes, mounts: [{ name: 'data', mountPath: '/data' }] }, extra: [claim] };
    await deployUntilTold(/no-such-class/);
    const advice = 'name a StorageClass that exists in the values, instead of no-such-class';
    expect(causes()).toContainEqual(expect.objectContaining({ advice }));
  });

  it('are none for a start that fails once and then succeeds', async () => {
    const volumes = [{ name: 'state', emptyDir: {} }];
    const once = `const f = '/state/ran'; const fs = require('fs'); if (!fs.existsSync(f)) { fs.writeFileSync(f, ''); process.exit(1) }`;
    const serve = `require('http').createServer((q, s) => s.end()).listen(8080)`;
    release.values = {
      app: { script: `${once} ${serve}`, volumes, mounts: [{ name: 'state', mountPath: '/state' }] },
    };
    expect((await release.deploy()).outcome).toBe('deployed');
    expect(release.events.map(({ type }) => type)).not.toContain('rollout-failed');
  });
});
