import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { wellKnownResource } from '../../src/cluster/resources.ts';
import { readResources, type EnvironmentResources } from '../../src/resources/read-resources.ts';
import { TestRelease } from './cluster.ts';
import { RecordingProxy } from './recording-proxy.ts';

const signal = new AbortController().signal;
const mebi = 1024 ** 2;
const metricsPath = /^\/apis\/metrics\.k8s\.io\//;

describe('readResources', () => {
  let release: TestRelease;
  let proxy: RecordingProxy;

  beforeEach(async () => {
    release = await TestRelease.open();
    release.values = {
      app: { replicas: 1, resources: { requests: { cpu: '20m' }, limits: { cpu: '1', memory: '128Mi' } } },
      migration: { enabled: false },
    };
    await release.deploy();
    proxy = await RecordingProxy.open(release.connection);
  });

  afterEach(async () => {
    await proxy.close();
    await release.close();
  });

  function read(only: readonly string[] = []): Promise<EnvironmentResources> {
    return readResources({ ...release.request(), connection: proxy.connection, only }, { signal });
  }

  it('tells of each container what it asks for, may take and needs, and which value to edit', async () => {
    const { units, nodes = [] } = await read();
    expect(units.map(({ unit }) => unit)).toEqual(['app', 'deploy', 'web']);
    expect(units[0]?.workloads).toEqual([
      {
        object: `Deployment/${release.namespace}/app`,
        replicas: { wanted: 1, ready: 1 },
        containers: [
          expect.objectContaining({
            container: 'app',
            requests: { cpuMillicores: 20, memoryBytes: 128 * mebi },
            limits: { cpuMillicores: 1000, memoryBytes: 128 * mebi },
            restarts: 0,
          }),
        ],
      },
    ]);
    expect(units[2]?.workloads[0]?.containers[0]?.findings.map(({ kind }) => kind)).toEqual([
      'no-limits',
      'no-requests',
    ]);
    expect(nodes.length).toBeGreaterThan(0);
    for (const { allocatable } of nodes) expect(allocatable.cpuMillicores).toBeGreaterThan(0);
  });

  it('tells what the pods take where the cluster measures it', async () => {
    const [pod] = await release.pods('app');
    const usage = { cpu: '950340211n', memory: '118Mi' };
    const items = [{ metadata: { name: pod?.metadata.name }, containers: [{ name: 'app', usage }] }];
    const resources = [{ kind: 'PodMetrics', name: 'pods', namespaced: true }];
    proxy.fault = ({ path }) =>
      metricsPath.test(path) ? { status: 200, body: { resources, items } } : undefined;
    const measured = await read(['app']);
    expect(measured.usage).toBe('measured');
    const container = measured.units[0]?.workloads[0]?.containers[0];
    expect(container?.usage).toEqual({ cpuMillicores: 950, memoryBytes: 118 * mebi });
    expect(container?.findings.map(({ kind, advice }) => [kind, advice])).toEqual([
      [
        'near-limit',
        'set app.resources.limits.memory to 192Mi and app.resources.limits.cpu to 1430m below values in environments/test.yaml',
      ],
    ]);
  });

  it('says that nothing is measured where the cluster serves no metrics', async () => {
    const body = { kind: 'Status', status: 'Failure', code: 404, reason: 'NotFound', message: 'not found' };
    proxy.fault = ({ path }) => (metricsPath.test(path) ? { status: 404, body } : undefined);
    const { usage, units } = await read(['app']);
    expect(usage).toBe('not measured: the cluster serves no metrics.k8s.io');
    expect(units[0]?.workloads[0]?.containers[0]).not.toHaveProperty('usage');
  });

  it('tells of what it may look at when metrics and nodes are forbidden', async () => {
    const body = { kind: 'Status', status: 'Failure', code: 403, reason: 'Forbidden', message: 'forbidden' };
    const nodes = wellKnownResource('v1', 'Node')?.plural;
    proxy.fault = ({ path }) =>
      metricsPath.test(path) || path === `/api/v1/${nodes}` ? { status: 403, body } : undefined;
    const resources = await read(['app']);
    expect(resources).not.toHaveProperty('nodes');
    expect(resources.usage).toBe('not measured: metrics.k8s.io is forbidden');
    expect(resources.units[0]?.workloads).toHaveLength(1);
  });

  it('advises a limit that memory fits in, after a container ran out of it', async () => {
    const script = `const kept = []; setInterval(() => kept.push(Buffer.alloc(8_000_000, 1)), 20)`;
    release.values = { ...release.values, app: { script, resources: { limits: { memory: '96Mi' } } } };
    await release.failing({ noRollback: true });
    const [unit] = (await read(['app'])).units;
    const container = unit?.workloads[0]?.containers[0];
    expect(container?.lastEnd).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
    expect(container?.findings[0]).toMatchObject({
      kind: 'out-of-memory',
      edits: [{ value: 'app.resources.limits.memory', to: '144Mi', file: 'environments/test.yaml' }],
    });
  });

  it('refuses a unit that was never deployed', async () => {
    await expect(read(['api'])).rejects.toMatchObject({ code: 'UNIT_UNKNOWN' });
  });
});
