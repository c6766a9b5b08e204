import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectCluster } from '../../src/cluster/client.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import type { KubernetesObject, ObjectRef } from '../../src/cluster/kubernetes-object.ts';
import { resourcePath, wellKnownResource } from '../../src/cluster/resources.ts';
import { openTransport } from '../../src/cluster/transport.ts';
import { deploy } from '../../src/deploy.ts';
import type { Connection, DeployRequest, DeployResult } from '../../src/deploy-request.ts';
import { DeployError } from '../../src/errors.ts';
import type { Gate } from '../../src/gates/gate.ts';
import type { DeployEvent } from '../../src/report/events.ts';
import type { Digest, PublishedImage, Unit } from '../../src/unit.ts';
import { publishTestImage } from './test-images.ts';

/** One release of the fixture chart in a namespace of its own, on the cluster that the environment names. */
export class TestRelease {
  readonly namespace = `deploy-test-${randomBytes(4).toString('hex')}`;
  readonly connection: Connection;
  readonly cluster: Cluster;
  readonly events: DeployEvent[] = [];
  /** What the next deploy gives the chart. */
  values: Record<string, unknown> = {};
  images: Record<string, Digest> = {};
  /** Longer than a busy machine needs. */
  timeoutMs = 120_000;
  gates: Record<string, readonly Gate[]> = {};
  readonly #emitter = new EventEmitter();

  constructor(connection: Connection, cluster: Cluster) {
    this.connection = connection;
    this.cluster = cluster;
  }

  static async open(): Promise<TestRelease> {
    const connection = testConnection();
    const release = new TestRelease(
      connection,
      await connectCluster(connection.kubeconfig, connection.context),
    );
    release.images = { app: await testImage('app', 'one'), web: await testImage('web', 'one') };
    return release;
  }

  /** Deploys with what is set, and any part of the request replaced. */
  async deploy(
    changes: Partial<DeployRequest> = {},
    signal = new AbortController().signal,
  ): Promise<DeployResult> {
    this.events.length = 0;
    const report = (event: DeployEvent) => {
      this.events.push(event);
      this.#emitter.emit(event.type);
    };
    return deploy({ ...this.request(), ...changes }, { report, signal });
  }

  /** Resolves when the running deploy next reports such an event. */
  async event(type: DeployEvent['type']): Promise<void> {
    await once(this.#emitter, type);
  }

  /** Deploys, and answers the error that it must end with. */
  async failing(changes: Partial<DeployRequest> = {}, signal?: AbortSignal): Promise<DeployError> {
    const error: unknown = await this.deploy(changes, signal).then(
      () => undefined,
      (failure: unknown) => failure,
    );
    if (error instanceof DeployError) return error;
    throw new Error('the deploy did not end with a DeployError', { cause: error });
  }

  request(): DeployRequest {
    const { namespace, values, timeoutMs, gates, connection } = this;
    const chart = join(import.meta.dirname, '../fixtures/chart');
    return {
      environment: { name: 'test', namespace, release: 'fixture', chart, values, timeoutMs, gates },
      connection,
      units: testUnits,
      images: (units) => Promise.resolve(new Map(units.flatMap((unit) => this.#published(unit)))),
    };
  }

  async get(kind: string, name: string): Promise<KubernetesObject | undefined> {
    return this.cluster.get(this.ref(kind, name), { signal: AbortSignal.timeout(30_000) });
  }

  ref(kind: string, name: string): ObjectRef {
    const groups: Record<string, string> = {
      Deployment: 'apps/v1',
      Job: 'batch/v1',
      Lease: 'coordination.k8s.io/v1',
    };
    return { apiVersion: groups[kind] ?? 'v1', kind, namespace: this.namespace, name };
  }

  /** Changes fields of an object as another program would. */
  async patchAs(fieldManager: string, ref: ObjectRef, body: unknown): Promise<void> {
    const { kubeconfig, context } = this.connection;
    const transport = await openTransport(kubeconfig, context);
    const resource = wellKnownResource(ref.apiVersion, ref.kind);
    if (!resource) throw new Error(`${ref.kind} is not well known`);
    const contentType = 'application/merge-patch+json';
    const path = resourcePath(resource, ref);
    await transport.send({
      method: 'PATCH',
      path,
      query: { fieldManager },
      contentType,
      body,
      signal: AbortSignal.timeout(30_000),
    });
  }

  async pods(app: string): Promise<readonly KubernetesObject[]> {
    const selection = {
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: this.namespace,
      labelSelector: `app=${app}`,
    };
    const pods = await this.cluster.list(selection, { signal: AbortSignal.timeout(30_000) });
    return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  /** `create ConfigMap/settings` of each object that was written, in order. */
  written(): readonly string[] {
    return this.events.flatMap((event) => {
      if (event.type !== 'object-applied') return [];
      const [kind, , name] = event.object.split('/');
      return [`${event.action} ${kind}/${name}`];
    });
  }

  async close(): Promise<void> {
    const ref = { apiVersion: 'v1', kind: 'Namespace', name: this.namespace };
    await this.cluster.delete(ref, { signal: AbortSignal.timeout(30_000) });
  }

  #published(unit: Unit): readonly (readonly [string, PublishedImage])[] {
    const digest = this.images[unit.name];
    if (!unit.image || !digest) return [];
    const repository = `${this.connection.registry}/${unit.image.repository}`;
    return [[unit.name, { unit: unit.name, repository, digest, inputHash: unit.image.inputHash }]];
  }
}

/** An image that runs Node, of a digest of its own for each mark. */
export function testImage(unit: string, mark: string): Promise<Digest> {
  return publishTestImage(testConnection(), { path: `todo-test/${unit}`, mark });
}

export function testConnection(): Connection {
  return {
    kubeconfig: needed('TODO_TEST_KUBECONFIG'),
    context: needed('TODO_TEST_CONTEXT'),
    registry: needed('TODO_TEST_REGISTRY'),
    mirrors: readMirrors(process.env['TODO_CLUSTER_FILE']),
  };
}

/** Where stand-ins are found, when the cluster that is tested on has any. */
function readMirrors(clusterFile: string | undefined): Readonly<Record<string, string>> {
  if (!clusterFile) return {};
  const { mirrors = {} } = JSON.parse(readFileSync(clusterFile, 'utf8')) as Pick<Connection, 'mirrors'>;
  return mirrors;
}

const testUnits: readonly Unit[] = [
  { name: 'app', root: 'apps/app', after: [], image: imageOf('app') },
  { name: 'web', root: 'apps/web', after: [], image: imageOf('web') },
  { name: 'deploy', root: 'deploy', after: [] },
];

function imageOf(name: string) {
  return {
    repository: `todo-test/${name}`,
    dockerfile: `apps/${name}/Dockerfile`,
    inputHash: `hash-of-${name}`,
  };
}

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: it names the cluster to test on`);
  return value;
}
