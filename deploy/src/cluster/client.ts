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
import { groupPath, resourcePath, wellKnownResource, type Resource } from './resources.ts';
import { openTransport, type ApiRequest, type Transport } from './transport.ts';
import { watchObjects, type WatchEvent } from './watch-objects.ts';

/** Who owns the fields that we apply. */
export const fieldManager = 'todo-deploy';

/**
 * The verbs of one cluster that the engine uses; nothing outside cluster/ knows HTTP.
 * Every method rejects with a DeployError; a read ends with its signal, a write under way is finished.
 */
export interface Cluster {
  readonly server: URL;
  /** The object, or undefined when it (or its namespace) does not exist. */
  get(ref: ObjectRef, options: CallOptions): Promise<KubernetesObject | undefined>;
  /** Objects with their metadata only; an absent namespace has none. */
  listMetadata(selection: Selection, options: CallOptions): Promise<readonly KubernetesObject[]>;
  list(selection: Selection, options: CallOptions): Promise<readonly KubernetesObject[]>;
  /** Server-side apply of the JSON as it is. Answers the object as it is, or with `dryRun` as it would be. */
  apply(object: KubernetesObject, options: ApplyOptions): Promise<KubernetesObject>;
  /** Changes only the given fields (RFC 7386). */
  merge(ref: ObjectRef, patch: unknown, options: CallOptions): Promise<KubernetesObject>;
  /** Deletes this very object, and its dependents after it; answers whether it was there. */
  delete(ref: ObjectRef & { readonly uid?: string | undefined }, options: CallOptions): Promise<boolean>;
  /** All objects of the selection, then each change, over any number of connections, until the signal. */
  watch(selection: Selection, signal: AbortSignal): AsyncGenerator<WatchEvent>;
  /** The last lines that a container wrote; empty when it wrote none, or there is no such container. */
  logs(pod: ObjectRef, options: LogOptions): Promise<readonly string[]>;
  /** Where a kind lives; asks the cluster once per group version for kinds that are not well known. */
  resourceOf(
    ref: Pick<ObjectRef, 'apiVersion' | 'kind'>,
    options: CallOptions,
  ): Promise<Resource | undefined>;
}

export interface CallOptions {
  readonly signal: AbortSignal;
}

export interface ApplyOptions extends CallOptions {
  readonly dryRun?: boolean;
  /** What the cluster holds if this fails, for the error: `nothing was written`. */
  readonly state?: string;
}

export interface LogOptions extends CallOptions {
  readonly container: string;
  readonly previous: boolean;
  readonly lines: number;
}

export interface Selection {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** @throws DeployError KUBECONFIG_UNREADABLE, CONTEXT_UNKNOWN, CREDENTIALS_REFUSED */
export async function connectCluster(kubeconfig: string, context: string): Promise<Cluster> {
  const transport = await openTransport(kubeconfig, context);
  const discover = discovery(transport);
  const need = async (ref: ObjectRef | Selection, options: CallOptions) => {
    const resource = await discover(ref, options.signal);
    if (resource) return resource;
    const object = 'name' in ref ? refText(ref) : ref.kind;
    throw new DeployError('KIND_UNKNOWN', { object, apiVersion: ref.apiVersion, kind: ref.kind });
  };
  const pathOf = async (ref: ObjectRef, options: CallOptions) => resourcePath(await need(ref, options), ref);

  async function listAs(selection: Selection, accept: string | undefined, { signal }: CallOptions) {
    const resource = await need(selection, { signal });
    const path = resourcePath(resource, { namespace: selection.namespace });
    const { labelSelector, fieldSelector } = selection;
    const query = { labelSelector, fieldSelector };
    const answer = await call(transport, { method: 'GET', path, query, signal, ...(accept && { accept }) });
    const { apiVersion, kind } = selection;
    return recordsAt(answer, 'items').map(
      (item) => ({ ...item, apiVersion, kind }) as unknown as KubernetesObject,
    );
  }

  return {
    server: transport.server,
    resourceOf: (ref, { signal }) => discover(ref, signal),
    get: async (ref, options) => {
      const path = await pathOf(ref, options);
      return asObject(
        await call(
          transport,
          { method: 'GET', path, ...options },
          { absent: undefined, object: refText(ref) },
        ),
      );
    },
    listMetadata: (selection, options) => listAs(selection, metadataOnly, options),
    list: (selection, options) => listAs(selection, undefined, options),
    apply: async (object, { dryRun, state, signal }) => {
      const ref = refOf(object);
      const path = await pathOf(ref, { signal });
      const query = { fieldManager, dryRun: dryRun ? 'All' : undefined, fieldValidation: 'Strict' };
      const contentType = 'application/apply-patch+yaml';
      const request = { method: 'PATCH', path, query, contentType, body: object, signal } as const;
      return needObject(
        await call(transport, request, { object: refText(ref), ...(state && { state }) }),
        ref,
      );
    },
    merge: async (ref, patch, options) => {
      const path = await pathOf(ref, options);
      const contentType = 'application/merge-patch+json';
      const request = {
        method: 'PATCH',
        path,
        query: { fieldManager },
        contentType,
        body: patch,
        ...options,
      } as const;
      return needObject(await call(transport, request, { object: refText(ref) }), ref);
    },
    delete: async ({ uid, ...ref }, options) => {
      const path = await pathOf(ref, options);
      const body = { propagationPolicy: 'Background', ...(uid && { preconditions: { uid } }) };
      const answer = await call(
        transport,
        { method: 'DELETE', path, body, ...options },
        { absent: undefined, object: refText(ref) },
      );
      return answer !== undefined;
    },
    watch: async function* (selection, signal) {
      const resource = await need(selection, { signal });
      yield* watchObjects(transport, { resource, ...selection }, signal);
    },
    logs: (pod, options) => readLogs(transport, pod, options),
  };
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

/** One discovery call per group version and run, and none for well-known kinds. */
function discovery(transport: Transport) {
  const groups = new Map<string, Promise<readonly Resource[]>>();
  return async ({ apiVersion, kind }: Pick<ObjectRef, 'apiVersion' | 'kind'>, signal: AbortSignal) => {
    const known = wellKnownResource(apiVersion, kind);
    if (known) return known;
    const resources = groups.get(apiVersion) ?? discoverGroup(transport, apiVersion, signal);
    groups.set(apiVersion, resources);
    return (await resources).find((resource) => resource.kind === kind);
  };
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

async function readLogs(
  transport: Transport,
  pod: ObjectRef,
  options: LogOptions,
): Promise<readonly string[]> {
  const { container, previous, lines, signal } = options;
  const path = `/api/v1/namespaces/${pod.namespace ?? ''}/pods/${pod.name}/log`;
  const query = {
    container,
    tailLines: String(lines),
    limitBytes: '65536',
    previous: previous ? 'true' : undefined,
  };
  try {
    const { body } = await transport.send({ method: 'GET', path, query, accept: '*/*', signal });
    return body.split('\n').filter((line) => line.trim() !== '');
  } catch (error) {
    // A container that never ran, or whose log is gone, is answered with 400 or 404.
    if (error instanceof ApiError && [400, 404].includes(error.status)) return [];
    throw toDeployError(error, { server: transport.server, context: transport.context });
  }
}

function asObject(value: unknown): KubernetesObject | undefined {
  return isRecord(value) && isRecord(value['metadata']) ? (value as unknown as KubernetesObject) : undefined;
}

function needObject(value: unknown, ref: ObjectRef): KubernetesObject {
  const object = asObject(value);
  if (!object) throw new TypeError(`${refText(ref)}: the API server answered no object`);
  return object;
}
