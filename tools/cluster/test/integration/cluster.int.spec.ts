import { execFileSync, spawn } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@todo/testing/until';
import type { Cluster, ClusterStatusReport } from '../../src/cluster.ts';
import { takeLock } from '../../src/host/named-lock.ts';
import { isPortFree } from '../../src/host/ports.ts';
import { isRunning } from '../../src/host/process-identity.ts';
import type { ApiClient } from '../../src/kubernetes/api-client.ts';
import { clusterLayout } from '../../src/providers/native/layout.ts';
import { apiServiceAddress } from '../../src/providers/native/pki/certificate-requests.ts';
import { resourcePath } from '../../src/providers/native/objects/resource-path.ts';
import { killProcesses } from '../../src/providers/native/stop-processes.ts';
import { readStatus } from '../../src/providers/native/supervisor/cluster-status.ts';
import { publishPauseImage } from '../../src/providers/native/supervisor/pause-image.ts';
import {
  clientOf,
  clustersDir,
  connectionFile,
  pidOf,
  resultOf,
  runCli,
  startCli,
  statusOf,
  succeed,
  type CliResult,
} from './cluster-cli.ts';
import { claim, claimsPath, namespace, pod, podsPath, restrictedNamespace, routeToNode } from './objects.ts';
import { shimSockets, tracesOf } from './traces.ts';

const name = 'ctest';
const other = 'ctest2';
const layout = clusterLayout(clustersDir, name);

interface PodStatus {
  readonly phase: string;
  readonly containerStatuses?: readonly { readonly ready: boolean; readonly containerID?: string }[];
}

describe('native cluster', () => {
  let first: CliResult;
  let cluster: Cluster;
  let api: ApiClient;
  const logOf = (podName: string) => api.getText(`${podsPath}/${podName}/log`);
  const phaseOf = async (podName: string) =>
    ((await api.get(`${podsPath}/${podName}`))['status'] as { phase: string }).phase;
  const up = async (clusterName = name) =>
    JSON.parse(await succeed('up', '--name', clusterName, '--json')) as Cluster;

  beforeAll(async () => {
    for (const one of [name, other]) await succeed('down', '--name', one, '--purge');
    first = await runCli(['up', '--name', name]);
    expect(first).toMatchObject({ exitCode: 0 });
    cluster = await up();
    api = clientOf(cluster.kubeconfig);
    await api.apply(`/api/v1/namespaces/${namespace}`, restrictedNamespace);
    await until(() => api.getIfThere(`/api/v1/namespaces/${namespace}/serviceaccounts/default`));
  });
  afterAll(async () => {
    api?.close();
    for (const one of [name, other]) await runCli(['down', '--name', one, '--purge']);
    rmSync(clustersDir, { recursive: true, force: true });
  });

  it('says what takes how long', () => {
    for (const part of ['programs', 'configuration', 'network', 'API server', 'node', 'ingress', 'cluster']) {
      expect(first.stdout).toMatch(new RegExp(`^${part} .* \\d+\\.\\d s$`, 'm'));
    }
  });

  it('writes down how it is reached', () => {
    expect(JSON.parse(readFileSync(connectionFile, 'utf8'))).toEqual(cluster);
    expect(cluster).toMatchObject({ name, provider: 'native', context: 'todo-ctest' });
    expect(statSync(cluster.kubeconfig).mode & 0o777).toBe(0o600);
  });

  it('has a ready node, default classes for storage and ingress, and names its registry', async () => {
    const { status } = await api.get('/api/v1/nodes/todo-ctest');
    const { conditions } = status as { conditions: { type: string; status: string }[] };
    expect(conditions).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'True' }));
    const storage = await api.get('/apis/storage.k8s.io/v1/storageclasses/local');
    expect(storage.metadata['annotations']).toMatchObject({
      'storageclass.kubernetes.io/is-default-class': 'true',
    });
    const ingress = await api.get('/apis/networking.k8s.io/v1/ingressclasses/contour');
    expect(ingress.metadata['annotations']).toMatchObject({
      'ingressclass.kubernetes.io/is-default-class': 'true',
    });
    const hosting = await api.get('/api/v1/namespaces/kube-public/configmaps/local-registry-hosting');
    expect(hosting['data']).toEqual({ 'localRegistryHosting.v1': `host: "${cluster.registry}"\n` });
  });

  it('runs a restricted pod with a volume of its group, and deletes the volume with its claim', async () => {
    await api.apply(`${claimsPath}/gone`, claim('gone'));
    await api.apply(`${podsPath}/gone`, pod('gone', `${cluster.registry}/pause:1`, 'gone'));
    await until(async () => (await phaseOf('gone')) === 'Running');
    const [folder] = readdirSync(layout.volumesDir).filter((entry) => entry.startsWith('spec-gone-'));
    expect(statSync(join(layout.volumesDir, folder ?? '')).gid).toBe(1234);
    await api.delete(`${podsPath}/gone`);
    await api.delete(`${claimsPath}/gone`);
    await until(() => !existsSync(join(layout.volumesDir, folder ?? '')));
    await until(async () => {
      const { items } = await api.get<{ items: unknown[] }>('/api/v1/persistentvolumes');
      return items.length === 0;
    });
  });

  it('resolves names of services, and leads their addresses on to what is behind them', async () => {
    const resolver = new Resolver();
    resolver.setServers([await nodeAddressOf()]);
    expect(await resolver.resolve4('kubernetes.default.svc.cluster.local')).toEqual([apiServiceAddress]);
    const script = `require('node:net').connect(443, '${apiServiceAddress}', () => process.exit(7))`;
    const client = spawn('nsenter', [`--net=${layout.netnsFile}`, process.execPath, '-e', script]);
    expect(await once(client, 'exit')).toEqual([7, null]);
  });

  it('leads requests to its address through the ingress', async () => {
    const kubeProxyHealth = 10256;
    for (const [path, object] of routeToNode('route', await nodeAddressOf(), kubeProxyHealth))
      await api.apply(path, object);
    await until(async () => {
      const response = await fetch(`${cluster.address}/healthz`).catch(() => undefined);
      return response?.status === 200;
    });
  });

  it('finds an image of another registry in its own first, and asks that registry only after it', async () => {
    const signal = new AbortController().signal;
    const architecture = process.arch === 'arm64' ? 'arm64' : 'x64';
    const stored = `${cluster.registry}/quay.io/spec/pause:1`;
    await publishPauseImage(stored, { architecture, workDir: clustersDir, signal });
    await api.apply(`${podsPath}/mirrored`, pod('mirrored', 'quay.io/spec/pause:1'));
    await api.apply(`${podsPath}/unknown`, pod('unknown', 'quay.io/spec/unknown:1'));
    await until(async () => (await phaseOf('mirrored')) === 'Running');
    const asked = await messageOfFailedPull('unknown');
    expect(asked).toMatch(/https:\/\/quay\.io\/v2\/|unauthorized|not found/);
    await api.delete(`${podsPath}/mirrored`);
    await api.delete(`${podsPath}/unknown`);
  });

  it('measures what the node uses', async () => {
    await until(async () => {
      const metrics = await api
        .getIfThere<{ items?: unknown[] }>('/apis/metrics.k8s.io/v1beta1/nodes')
        .catch(() => undefined);
      return metrics?.items?.length === 1;
    }, 60_000);
  });

  it('is left alone by a second up', async () => {
    const before = readFileSync(layout.statusFile, 'utf8');
    expect(await succeed('up', '--name', name)).not.toContain('network');
    expect(readFileSync(layout.statusFile, 'utf8')).toBe(before);
  });

  it('starts a killed component again, and reports it', async () => {
    const scheduler = () => statusOf(name).steps.find((step) => step.name === 'scheduler');
    const restarts = (scheduler()?.restarts ?? 0) + 1;
    process.kill(pidOf(name, 'scheduler'), 'SIGKILL');
    await until(() => scheduler()?.restarts === restarts && scheduler()?.state === 'ready');
    expect(await succeed('status', '--name', name)).toMatch(
      new RegExp(
        `scheduler +ready, process \\d+, started again ${restarts} times, last failure: signal SIGKILL`,
      ),
    );
  });

  it('is repaired by up when its supervisor was killed; what ran before runs again, with its data', async () => {
    await api.apply(`${claimsPath}/kept`, claim('kept'));
    await api.apply(`${podsPath}/kept`, pod('kept', `${cluster.registry}/pause:1`, 'kept'));
    await until(async () => (await phaseOf('kept')) === 'Running');
    expect(await logOf('kept')).toBe('');
    const [folder] = readdirSync(layout.volumesDir).filter((entry) => entry.startsWith('spec-kept-'));
    const volume = join(layout.volumesDir, folder ?? '');
    writeFileSync(join(volume, 'note'), 'still here');
    const before = await containerOf('kept');
    const { supervisor } = statusOf(name);
    process.kill(supervisor.pid, 'SIGKILL');
    await until(() => !isRunning(supervisor));
    const damaged = await runCli(['status', '--name', name, '--json']);
    expect(damaged.exitCode).toBe(37);
    expect((JSON.parse(damaged.stdout) as ClusterStatusReport).state).toBe('damaged');
    expect(await up()).toEqual(cluster);
    await untilAnotherRuns('kept', before);
    expect(readFileSync(join(volume, 'note'), 'utf8')).toBe('still here');
  });

  it('comes up after a reboot, and does not take other processes of the same ids for its own', async () => {
    const before = await containerOf('kept');
    const bystander = spawn('sleep', ['600']);
    await simulateReboot(bystander.pid ?? 0);
    expect(await up()).toEqual(cluster);
    expect(bystander.exitCode).toBeNull();
    expect(bystander.signalCode).toBeNull();
    bystander.kill();
    await untilAnotherRuns('kept', before);
  });

  it('lives beside a second cluster, which can be killed while starting, cancelled, completed and removed', async () => {
    const before = readFileSync(layout.statusFile, 'utf8');
    const killed = startCli(['up', '--name', other]);
    await until(() => existsSync(clusterLayout(clustersDir, other).netnsFile));
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    // A supervisor that it has started by then would bring the cluster up by itself.
    await killProcesses(clusterLayout(clustersDir, other));

    const cancelled = startCli(['up', '--name', other]);
    const result = resultOf(cancelled);
    await until(() => {
      const status = readStatus(clusterLayout(clustersDir, other));
      return status && isRunning(status.supervisor);
    });
    cancelled.kill('SIGINT');
    expect(await result).toMatchObject({
      exitCode: 130,
      stderr: expect.stringContaining(
        'CANCELLED  Cancelled: cluster ctest2 was stopped; its data is kept',
      ) as unknown,
    });
    expect(tracesOf(other)).toEqual([]);

    const second = await up(other);
    expect([second.registry, second.address]).not.toEqual([cluster.registry, cluster.address]);
    const secondApi = clientOf(second.kubeconfig);
    expect(await secondApi.getIfThere(resourcePath(restrictedNamespace))).toBeUndefined();
    secondApi.close();
    await succeed('down', '--name', other, '--purge');
    expect(tracesOf(other)).toEqual([]);
    expect(readFileSync(layout.statusFile, 'utf8')).toBe(before);
  });

  it('lets one command on it wait for another, and says for which', async () => {
    const lock = await takeLock(name, { purpose: 'down' });
    const waiting = startCli(['up', '--name', name]);
    const [line] = (await once(waiting.stdout, 'data')) as [Buffer];
    expect(String(line)).toBe(
      `waiting for another command on cluster ctest: down (process ${process.pid})\n`,
    );
    await lock.release();
    expect(await once(waiting, 'exit')).toEqual([0, null]);
  });

  it('leaves nothing behind but its data', async () => {
    const sockets = shimSockets(name);
    expect(sockets).not.toEqual([]);
    const ports = [cluster.registry, cluster.address, cluster.secureAddress].map((url) =>
      Number(url.split(':').at(-1)),
    );
    await succeed('down', '--name', name);
    expect(tracesOf(name)).toEqual([]);
    expect(sockets.filter((socket) => existsSync(socket))).toEqual([]);
    expect(await Promise.all(ports.map((port) => isPortFree(port)))).toEqual([true, true, true]);
    expect(existsSync(connectionFile)).toBe(false);
    expect(existsSync(layout.varDir)).toBe(true);
    expect((await runCli(['status', '--name', name])).stdout).toContain('cluster ctest (native): stopped');
  });

  it('is gone after a purge', async () => {
    await succeed('down', '--name', name, '--purge');
    expect(existsSync(layout.dir)).toBe(false);
    const { exitCode, stdout } = await runCli(['status', '--name', name]);
    expect([exitCode, stdout]).toEqual([37, 'cluster ctest (native): absent\n']);
  });

  async function nodeAddressOf(): Promise<string> {
    const node = await api.get<{ status: { addresses: { address: string }[] } }>('/api/v1/nodes/todo-ctest');
    return node.status.addresses[0]?.address ?? '';
  }

  /** The id of a pod's container, where it is ready. */
  async function containerOf(podName: string): Promise<string | undefined> {
    const { status } = await api.get<{ status: PodStatus }>(`${podsPath}/${podName}`);
    const [container] = status.containerStatuses ?? [];
    return status.phase === 'Running' && container?.ready ? container.containerID : undefined;
  }

  /** What the API server says of a pod is what was so before, until the kubelet has looked. */
  async function untilAnotherRuns(podName: string, before: string | undefined): Promise<void> {
    await until(async () => ![before, undefined].includes(await containerOf(podName)));
  }

  async function messageOfFailedPull(podName: string): Promise<string> {
    let message = '';
    await until(async () => {
      const { items } = await api.get<{
        items: { reason: string; message: string; involvedObject: { name: string } }[];
      }>(`/api/v1/namespaces/${namespace}/events`);
      const failed = items.find(
        (event) => event.involvedObject.name === podName && event.reason === 'Failed',
      );
      message = failed?.message ?? '';
      return failed;
    }, 300_000);
    return message;
  }

  /** Ends everything at once; the run folder stays, as where /run is on disk, and its process ids go to another. */
  async function simulateReboot(pid: number): Promise<void> {
    const status = statusOf(name);
    for (const { process: identity } of status.steps) if (identity) process.kill(identity.pid, 'SIGKILL');
    process.kill(status.supervisor.pid, 'SIGKILL');
    await until(() => !isRunning(status.supervisor));
    const after = statusOf(name);
    const stale = { pid, startTicks: 1, bootId: 'an earlier one' };
    const steps = after.steps.map((step) => (step.process ? { ...step, process: stale } : step));
    writeFileSync(layout.statusFile, JSON.stringify({ ...after, supervisor: stale, steps }));
    execFileSync('ip', ['link', 'del', layout.veth]);
    execFileSync('nft', ['delete', 'table', 'ip', layout.nftTable]);
  }
});
