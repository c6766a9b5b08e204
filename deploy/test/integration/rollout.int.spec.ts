import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '../../src/cluster/kubernetes-object.ts';
import type { DeployError } from '../../src/errors.ts';
import { TestRelease, testImage } from './cluster.ts';

const crash = `console.error('DATABASE_URL is not set'); process.exit(7)`;

describe('a rollout that cannot finish', () => {
  let release: TestRelease;

  beforeEach(async () => {
    release = await TestRelease.open();
    await release.deploy();
  });

  afterEach(() => release.close());

  it('leaves a failed unit as it is when it is told to, and says what still serves', async () => {
    const before = uidsOf(await release.pods('app'));
    release.values = { app: { script: crash } };
    const error = await release.failing({ noRollback: true });
    expect(error.message).toContain('2 pods of the version before still serve');
    expect(uidsOf(await release.pods('app'))).toEqual(expect.arrayContaining(before));
    expect(JSON.stringify(await release.get('Deployment', 'app'))).toContain('DATABASE_URL');
  });

  it('names a crash by exit code and last line, and is mended by the next deploy', async () => {
    release.values = { app: { script: crash } };
    const error = await release.failing();
    expect(error).toMatchObject({ code: 'CONTAINER_CRASHED', exitCode: 42 });
    expect(error.message).toContain('CrashLoopBackOff, exit 7; last line: DATABASE_URL is not set');
    expect(error.message).toContain('rolled back to revision 1');
    expect(evidenceOf(error)).toContain('  DATABASE_URL is not set');

    release.values = { app: { message: 'mended' } };
    expect((await release.deploy()).outcome).toBe('deployed');
    expect(release.written()).toEqual(['update Deployment/app']);
    expect((await release.deploy()).outcome).toBe('nothing-to-do');
  });

  it('is back where it was after going back', async () => {
    release.values = {
      app: { script: crash },
      extra: [configMap('of-the-failed-one')],
      config: { greeting: 'new' },
    };
    await release.failing();
    release.values = { config: { greeting: 'new' } };
    await release.deploy();
    expect(release.written()).toEqual(['delete ConfigMap/of-the-failed-one']);
    expect((await release.deploy()).outcome).toBe('nothing-to-do');
  });

  it('is taken back also where a controller waits for the pods that failed', async () => {
    release.values = { extra: [statefulSet('todo-test/app:1')] };
    await release.deploy();
    release.values = { extra: [statefulSet('registry.invalid/none:1')] };
    // The node says so once a name server has answered, and must say so for half a minute.
    release.timeoutMs = 150_000;
    const error = await release.failing();
    expect(error.code).toBe('IMAGE_NOT_PULLED');
    expect(error.message).toMatch(/rolled back to revision 2, which is ready$/);
  });

  it('has nowhere to go back to when the first deploy fails', async () => {
    const first = await TestRelease.open();
    try {
      first.values = { app: { script: crash } };
      const error = await first.failing();
      expect(error.message).toContain(
        'no pod of a version before it serves; there is no revision to go back to',
      );
      first.values = {};
      expect((await first.deploy()).outcome).toBe('deployed');
    } finally {
      await first.close();
    }
  });

  it('succeeds without a change once the cause outside of the manifest is mended', async () => {
    const env = [{ name: 'KEY', valueFrom: { configMapKeyRef: { name: 'later', key: 'key' } } }];
    release.values = { app: { env } };
    expect((await release.failing({ noRollback: true })).code).toBe('CONFIG_MISSING');
    const later = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'later', namespace: release.namespace },
    };
    await release.cluster.apply({ ...later, data: { key: 'x' } }, { signal: new AbortController().signal });
    expect((await release.deploy()).outcome).toBe('deployed');
    expect(release.written()).toEqual([]);
  });

  it('names the missing key of a Secret that a volume needs', async () => {
    const volumes = [
      { name: 'v', secret: { secretName: 'generated', items: [{ key: 'apiKey', path: 'k' }] } },
    ];
    release.values = { app: { volumes, mounts: [{ name: 'v', mountPath: '/v' }] } };
    const error = await release.failing();
    expect(error.code).toBe('CONFIG_MISSING');
    expect(error.message).toContain('non-existent secret key: apiKey');
  });

  it('stops at a failed migration before the units are touched', async () => {
    const script = `console.error('password=' + process.env.PASSWORD); console.error('relation exists'); process.exit(3)`;
    release.values = { migration: { script }, app: { message: 'new' }, config: { greeting: 'new' } };
    const error = await release.failing();
    expect(error).toMatchObject({ code: 'JOB_FAILED', exitCode: 44 });
    expect(error.message).toContain('exit 3');
    expect(error.message).toContain('last line: relation exists');
    expect(evidenceOf(error)).toContain('  password=***');
    expect(release.written()).toEqual([
      'update ConfigMap/settings',
      'replace Job/migration',
      'update ConfigMap/settings',
    ]);
    expect((await release.get('ConfigMap', 'settings'))?.['data']).toEqual({ greeting: 'hello' });
    expect(release.events).toContainEqual({ type: 'note', message: 'Unit app: not started' });
  });

  it('runs a Job anew that could not run the last time', async () => {
    release.images['app'] = `sha256:${'2'.repeat(64)}`;
    for (const _again of [1, 2]) {
      expect((await release.failing({ noRollback: true })).code).toBe('IMAGE_NOT_PULLED');
      expect(release.written()).toEqual(['replace Job/migration']);
    }
  });

  it('does not start at all when it is cancelled before', async () => {
    release.images['web'] = await testImage('web', 'four');
    const error = await release.failing({}, AbortSignal.abort());
    expect(error.code).toBe('DEPLOY_CANCELLED');
    expect(error.message).toContain('nothing was written');
  });
});

function configMap(name: string) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'b' } };
}

function uidsOf(objects: readonly KubernetesObject[]) {
  return objects.map(({ metadata }) => metadata.uid).sort();
}

function evidenceOf(error: DeployError): readonly string[] {
  return (error.context as { evidence: readonly string[] }).evidence;
}

function statefulSet(image: string): object {
  const labels = { app: 'store' };
  const securityContext = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    runAsUser: 65532,
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const args = ['-e', 'setInterval(() => undefined, 1000)'];
  const containers = [{ name: 'store', image, args, securityContext }];
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'store' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { terminationGracePeriodSeconds: 1, containers } },
    },
  };
}
