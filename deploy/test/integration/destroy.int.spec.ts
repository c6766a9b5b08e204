import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DestroyPlan } from '../../src/destroy/destroy-plan.ts';
import { destroy, type DestroyRequest } from '../../src/destroy/destroy.ts';
import { at, type KubernetesObject } from '../../src/cluster/kubernetes-object.ts';
import type { DeployEvent } from '../../src/report/events.ts';
import { TestRelease } from './cluster.ts';

const signal = new AbortController().signal;

describe('destroy', () => {
  let release: TestRelease;
  let deleted: string[];

  beforeEach(async () => {
    release = await TestRelease.open();
    release.values = { migration: { enabled: false } };
  });

  afterEach(() => release.close());

  const run = (
    changes: Partial<DestroyRequest> = {},
    { onDeleted, stop = signal }: { onDeleted?: () => void; stop?: AbortSignal } = {},
  ): Promise<DestroyPlan> => {
    deleted = [];
    const { environment, connection } = release.request();
    const approve = () => Promise.resolve(true);
    const report = (event: DeployEvent) => {
      if (event.type !== 'object-deleted') return;
      deleted.push(
        event.object
          .split('/')
          .filter((part) => part !== release.namespace)
          .join('/'),
      );
      onDeleted?.();
    };
    return destroy(
      { environment, connection, deleteData: false, approve, ...changes },
      { report, signal: stop },
    );
  };
  const namespace = () =>
    release.cluster.get({ apiVersion: 'v1', kind: 'Namespace', name: release.namespace }, { signal });
  const left = async (kind: string, apiVersion = 'v1') => {
    const selection = { apiVersion, kind, namespace: release.namespace };
    const objects = await release.cluster.listMetadata(selection, { signal });
    return objects.map(({ metadata }) => metadata.name).sort();
  };
  const configMap = (name: string, annotations = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, annotations },
    data: { a: 'b' },
  });
  const make = (object: Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'>) => {
    const metadata = { ...object.metadata, namespace: release.namespace };
    return release.cluster.apply({ ...object, metadata }, { signal });
  };

  it('deletes all that it owns, workloads before what they need, and the namespace that a deploy made', async () => {
    await release.deploy();
    const { kept, isNamespaceGoing } = await run();
    expect(deleted.slice(0, 2).sort()).toEqual(['Deployment/app', 'Deployment/web']);
    expect(deleted[2]).toBe('Service/app');
    expect(deleted.slice(3, 5).sort()).toEqual(['ConfigMap/settings', 'Secret/generated']);
    expect(deleted.slice(5)).toEqual(['Namespace']);
    expect([kept, isNamespaceGoing, await namespace()]).toEqual([[], true, undefined]);
    expect(await run()).toMatchObject({ deletions: [], kept: [] });
    expect(deleted).toEqual([]);
  });

  it('leaves what others have in the namespace, and so the namespace', async () => {
    await release.deploy();
    await make(configMap('of-somebody'));
    await make(await strangersPod());
    const { kept } = await run();
    expect(await left('ConfigMap')).toEqual(['kube-root-ca.crt', 'of-somebody']);
    expect(await left('Pod')).toEqual(['stranger']);
    expect(await left('Secret')).toEqual([]);
    expect(await left('Lease', 'coordination.k8s.io/v1')).toEqual([]);
    expect(kept).toEqual([
      {
        object: `Namespace/${release.namespace}`,
        why: expect.stringMatching(/^holds .*of-somebody/) as unknown as string,
      },
    ]);
    release.values = { ...release.values, config: { greeting: 'again' } };
    expect((await release.deploy()).outcome).toBe('deployed');
  });

  it('keeps what is to be kept, and volumes unless their deletion is asked for', async () => {
    const keep = configMap('precious', { 'helm.sh/resource-policy': 'keep' });
    release.values = { ...release.values, extra: [keep, statefulSet()] };
    await release.deploy();
    await make(claim('data-db-0', { app: 'db' }));
    await make(claim('data-other-0', { app: 'other' }));
    const { kept } = await run();
    const place = release.namespace;
    expect(kept.map(({ object }) => object)).toEqual([
      `ConfigMap/${place}/precious`,
      `PersistentVolumeClaim/${place}/data-db-0`,
      `Namespace/${place}`,
    ]);
    expect(await left('PersistentVolumeClaim')).toEqual(['data-db-0', 'data-other-0']);

    await release.deploy();
    await run({ deleteData: true });
    expect(await left('PersistentVolumeClaim')).toEqual(['data-other-0']);
    expect(await left('ConfigMap')).toContain('precious');
  });

  it('ended half-way, is finished by the same call', async () => {
    await release.deploy();
    await make(configMap('of-somebody'));
    const stop = new AbortController();
    const error: unknown = await run({}, { onDeleted: () => stop.abort(), stop: stop.signal }).catch(
      (failure: unknown) => failure,
    );
    expect(error).toMatchObject({ code: 'DEPLOY_CANCELLED', exitCode: 130 });
    expect(deleted.length).toBeGreaterThan(0);
    expect(await left('Service')).toEqual(['app']);
    await run();
    expect(await left('Service')).toEqual([]);
    expect(await left('Secret')).toEqual([]);
  });

  it('is waited for by a deploy, which then makes everything anew', async () => {
    await release.deploy();
    await make(configMap('of-somebody'));
    let next: Promise<unknown> | undefined;
    await run({}, { onDeleted: () => void (next ??= release.deploy()) });
    expect(await next).toMatchObject({ outcome: 'deployed' });
    expect(await left('Deployment', 'apps/v1')).toEqual(['app', 'web']);
    expect(await left('Service')).toEqual(['app']);
    expect((await release.deploy()).outcome).toBe('nothing-to-do');
  });

  it('deletes nothing without a yes', async () => {
    await release.deploy();
    const seen: DestroyPlan[] = [];
    const approve: DestroyRequest['approve'] = (plan) => {
      seen.push(plan);
      return Promise.resolve(false);
    };
    await expect(run({ approve })).rejects.toMatchObject({ code: 'DEPLOY_CANCELLED' });
    expect(seen[0]?.deletions.map(({ ref }) => ref.name)).toEqual([
      'app',
      'web',
      'app',
      'settings',
      'generated',
    ]);
    expect(await left('Deployment', 'apps/v1')).toEqual(['app', 'web']);
  });

  /** A pod that the namespace admits, that no node takes, and that nobody owns. */
  async function strangersPod() {
    const app = await release.get('Deployment', 'app');
    const securityContext = at(app, 'spec', 'template', 'spec', 'securityContext');
    const container = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
    const containers = [{ name: 'x', image: 'nowhere/x', securityContext: container }];
    const spec = { nodeSelector: { none: 'such' }, securityContext, containers };
    return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'stranger' }, spec };
  }
});

function claimSpec() {
  return { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } };
}

function claim(name: string, labels: Record<string, string>) {
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, labels }, spec: claimSpec() };
}

function statefulSet() {
  const labels = { app: 'db' };
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db' },
    spec: {
      replicas: 0,
      serviceName: 'db',
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'db', image: 'nowhere/db' }] } },
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claimSpec() }],
    },
  };
}
