import { DeployError } from '../errors.ts';
import { ApiError, toDeployError } from './api-error.ts';
import {
  at,
  isRecord,
  recordsAt,
  refOf,
  refText,
  textAt,
  type KubernetesObject,
  type ObjectRef,
} from './kubernetes-object.ts';
import { readLog, type LogLine, type LogRequest } from './read-log.ts';
import { groupPath, resourcePath, wellKnownResource, type Resource } from './resources.ts';
import { openTransport, type ApiRequest, type Transport } from './transport.ts';
import type { ApplyOptions, CallOptions, Cluster, LogOptions, Selection } from './cluster.ts';
import { watchObjects, type WatchEvent } from './watch-objects.ts';

/** Who owns the fields that we apply. */
const fieldManager = 'todo-deploy';

const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** @throws DeployError KUBECONFIG_UNREADABLE, CONTEXT_UNKNOWN, CREDENTIALS_REFUSED */
export async function connectCluster(kubeconfig: string, context: string): Promise<Cluster> {
  return new ApiCluster(await openTransport(kubeconfig, context));
}

class ApiCluster implements Cluster {
  readonly server: URL;
  readonly #transport: Transport;
  readonly #groups = new Map<string, Promise<readonly Resource[]>>();

  constructor(transport: Transport) {
    this.#transport = transport;
    this.server = transport.server;
  }

  async get(ref: ObjectRef, { signal }: CallOptions): Promise<KubernetesObject | undefined> {
    const path = await this.#path(ref, signal);
    const border = { absent: undefined, object: refText(ref) };
    return asObject(await call(this.#transport, { method: 'GET', path, signal }, border));
  }

  listMetadata(selection: Selection, { signal }: CallOptions): Promise<readonly KubernetesObject[]> {
    return this.#list(selection, { signal, accept: metadataOnly });
  }

  list(selection: Selection, { signal }: CallOptions): Promise<readonly KubernetesObject[]> {
    return this.#list(selection, { signal });
  }

  async apply(object: KubernetesObject, { dryRun, state, signal }: ApplyOptions): Promise<KubernetesObject> {
    const ref = refOf(object);
    const path = await this.#path(ref, signal);
    const query = { fieldManager, dryRun: dryRun ? 'All' : undefined, fieldValidation: 'Strict' };
    const contentType = 'application/apply-patch+yaml';
    const request = { method: 'PATCH', path, query, contentType, body: object, signal } as const;
    const answer = await call(this.#transport, request, { object: refText(ref), ...(state && { state }) });
    return needObject(answer, ref);
  }

  async merge(ref: ObjectRef, patch: unknown, { signal }: CallOptions): Promise<KubernetesObject> {
    const path = await this.#path(ref, signal);
    const contentType = 'application/merge-patch+json';
    const request = {
      method: 'PATCH',
      path,
      query: { fieldManager },
      contentType,
      body: patch,
      signal,
    } as const;
    return needObject(await call(this.#transport, request, { object: refText(ref) }), ref);
  }

  async delete(
    { uid, ...ref }: ObjectRef & { readonly uid?: string | undefined },
    { signal }: CallOptions,
  ): Promise<boolean> {
    const path = await this.#path(ref, signal);
    const body = { propagationPolicy: 'Background', ...(uid && { preconditions: { uid } }) };
    const border = { absent: undefined, object: refText(ref) };
    return (await call(this.#transport, { method: 'DELETE', path, body, signal }, border)) !== undefined;
  }

  async *watch(selection: Selection, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    const resource = await this.#resource(selection, signal);
    yield* watchObjects(this.#transport, { resource, ...selection }, signal);
  }

  async logs(pod: ObjectRef, { container, previous, lines, signal }: LogOptions): Promise<readonly string[]> {
    const path = `${await this.#path(pod, signal)}/log`;
    const tail = { tailLines: String(lines), limitBytes: '65536' };
    const query = { container, ...tail, previous: previous ? 'true' : undefined };
    try {
      const { body } = await this.#transport.send({ method: 'GET', path, query, accept: '*/*', signal });
      return body.split('\n').filter((line) => line.trim() !== '');
    } catch (error) {
      // A container that never ran, or whose log is gone, is answered with 400 or 404.
      if (error instanceof ApiError && [400, 404].includes(error.status)) return [];
      throw toDeployError(error, this.#transport);
    }
  }

  async *readLog(pod: ObjectRef, log: LogRequest): AsyncGenerator<LogLine> {
    yield* readLog(this.#transport, await this.#path(pod, log.signal), log);
  }

  async resourceOf(
    { apiVersion, kind }: Pick<ObjectRef, 'apiVersion' | 'kind'>,
    { signal }: CallOptions,
  ): Promise<Resource | undefined> {
    const known = wellKnownResource(apiVersion, kind);
    if (known) return known;
    const resources = this.#groups.get(apiVersion) ?? discoverGroup(this.#transport, apiVersion, signal);
    this.#groups.set(apiVersion, resources);
    return (await resources).find((resource) => resource.kind === kind);
  }

  async #list(selection: Selection, { signal, accept }: CallOptions & { readonly accept?: string }) {
    const { apiVersion, kind, namespace, labelSelector, fieldSelector } = selection;
    const path = resourcePath(await this.#resource(selection, signal), { namespace });
    const query = { labelSelector, fieldSelector };
    const answer = await call(this.#transport, {
      method: 'GET',
      path,
      query,
      signal,
      ...(accept && { accept }),
    });
    return recordsAt(answer, 'items').map(
      (item) => ({ ...item, apiVersion, kind }) as unknown as KubernetesObject,
    );
  }

  async #path(ref: ObjectRef, signal: AbortSignal): Promise<string> {
    return resourcePath(await this.#resource(ref, signal), ref);
  }

  async #resource(ref: ObjectRef | Selection, signal: AbortSignal): Promise<Resource> {
    const resource = await this.resourceOf(ref, { signal });
    if (resource) return resource;
    const object = 'name' in ref ? refText(ref) : ref.kind;
    throw new DeployError('KIND_UNKNOWN', { object, apiVersion: ref.apiVersion, kind: ref.kind });
  }
}

interface CallBorder {
  readonly object?: string;
  readonly state?: string;
  /** When given, a 404 is no error but answers this. */
  readonly absent?: undefined;
}

/** One request, its answer parsed, its failure translated. */
async function call(transport: Transport, request: ApiRequest, border: CallBorder = {}): Promise<unknown> {
  const startedAt = performance.now();
  try {
    const { body } = await transport.send(request);
    return JSON.parse(body) as unknown;
  } catch (error) {
    if ('absent' in border && error instanceof ApiError && error.status === 404) return border.absent;
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    throw toDeployError(error, { server: transport.server, context: transport.context, seconds, ...border });
  }
}

async function discoverGroup(
  transport: Transport,
  apiVersion: string,
  signal: AbortSignal,
): Promise<readonly Resource[]> {
  const request = { method: 'GET', path: groupPath(apiVersion), signal } as const;
  const answer = await call(transport, request, { absent: undefined });
  return recordsAt(answer, 'resources').flatMap((entry) => {
    const kind = textAt(entry, 'kind');
    const plural = textAt(entry, 'name');
    if (!kind || !plural || plural.includes('/')) return [];
    return [{ apiVersion, kind, plural, isNamespaced: at(entry, 'namespaced') === true }];
  });
}

function asObject(value: unknown): KubernetesObject | undefined {
  return isRecord(value) && isRecord(value['metadata']) ? (value as unknown as KubernetesObject) : undefined;
}

function needObject(value: unknown, ref: ObjectRef): KubernetesObject {
  const object = asObject(value);
  if (!object) throw new TypeError(`${refText(ref)}: the API server answered no object`);
  return object;
}
