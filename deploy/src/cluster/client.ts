import { setTimeout as delay } from 'node:timers/promises';
import { DeployError } from '../errors.ts';
import { ApiError, toDeployError } from './api-error.ts';
import { discoverKinds } from './discover-kinds.ts';
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
import type {
  ApplyOptions,
  CallOptions,
  Cluster,
  DeleteOptions,
  JsonPatch,
  LogOptions,
  Selection,
  WatchSelection,
} from './cluster.ts';
import { watchObjects, type WatchEvent } from './watch-objects.ts';

/** Who owns the fields that we apply. */
const fieldManager = 'todo-deploy';

/** Counted by the server from the first of the lines, so that too few would cut off the last one. */
const logBytesMax = 1_048_576;

/**
 * What a node answers, as if it were a line, in place of the log of a container that it has just cleared away. A moment
 * later the pod's status names the next one.
 */
const ofNode = 'unable to retrieve container logs for ';
const logAttemptsMax = 4;
const logPauseMs = 400;

const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** @throws DeployError KUBECONFIG_UNREADABLE, CONTEXT_UNKNOWN, CREDENTIALS_REFUSED */
export async function connectCluster(kubeconfig: string, context: string): Promise<Cluster> {
  return new ApiCluster(await openTransport(kubeconfig, context));
}

function isOfNode(body: string): boolean {
  return body.startsWith(ofNode) && body.trim().split('\n').length === 1;
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
    const border = { isNone: isNotFound, object: refText(ref) };
    return asObject(await call(this.#transport, { method: 'GET', path, signal }, border));
  }

  listMetadata(selection: Selection, { signal }: CallOptions): Promise<readonly KubernetesObject[]> {
    return this.#list(selection, { signal, accept: metadataOnly });
  }

  list(selection: Selection, { signal }: CallOptions): Promise<readonly KubernetesObject[]> {
    return this.#list(selection, { signal });
  }

  async apply(object: KubernetesObject, options: ApplyOptions): Promise<KubernetesObject> {
    const { dryRun, force, state } = options;
    const ref = refOf(object);
    const query = {
      dryRun: dryRun ? 'All' : undefined,
      force: force ? 'true' : undefined,
      fieldValidation: 'Strict',
    };
    const patch = { contentType: 'application/apply-patch+yaml', body: object, query };
    return needObject(
      await this.#patch(ref, patch, { ...options, border: { ...(state && { state }) } }),
      ref,
    );
  }

  async create(object: KubernetesObject, options: CallOptions): Promise<KubernetesObject | undefined> {
    const ref = refOf(object);
    const path = resourcePath(await this.#resource(ref, options.signal), { namespace: ref.namespace });
    const request = { method: 'POST', path, query: { fieldManager }, body: object, ...options } as const;
    return asObject(await call(this.#transport, request, { isNone: isTaken, object: refText(ref) }));
  }

  async merge(ref: ObjectRef, patch: unknown, options: CallOptions): Promise<KubernetesObject> {
    const contentType = 'application/merge-patch+json';
    return needObject(await this.#patch(ref, { contentType, body: patch }, options), ref);
  }

  async patchIf(
    ref: ObjectRef,
    patch: JsonPatch,
    options: CallOptions,
  ): Promise<KubernetesObject | undefined> {
    const isNone = (error: ApiError) => isNotFound(error) || hasTestFailed(error);
    const contentType = 'application/json-patch+json';
    return asObject(await this.#patch(ref, { contentType, body: patch }, { ...options, border: { isNone } }));
  }

  async #patch(
    ref: ObjectRef,
    { query, ...patch }: Pick<ApiRequest, 'contentType' | 'body' | 'query'>,
    { signal, beforeAttempt, border }: CallOptions & { readonly border?: CallBorder },
  ): Promise<unknown> {
    const path = await this.#path(ref, signal);
    const sent = { ...patch, query: { fieldManager, ...query }, signal, beforeAttempt };
    return call(this.#transport, { method: 'PATCH', path, ...sent }, { object: refText(ref), ...border });
  }

  async delete(
    { uid, ...ref }: ObjectRef & { readonly uid?: string | undefined },
    { dryRun, signal, beforeAttempt, dependentsFirst }: DeleteOptions,
  ): Promise<boolean> {
    const path = await this.#path(ref, signal);
    const query = { dryRun: dryRun ? 'All' : undefined };
    const propagationPolicy = dependentsFirst ? 'Foreground' : 'Background';
    // Of a deletion that has a body, the API server ignores the query.
    const body = {
      propagationPolicy,
      ...(dryRun && { dryRun: ['All'] }),
      ...(uid && { preconditions: { uid } }),
    };
    const border = { isNone: isNotFound, object: refText(ref) };
    const request = {
      method: 'DELETE',
      path,
      query,
      body,
      signal,
      ...(beforeAttempt && { beforeAttempt }),
    } as const;
    return (await call(this.#transport, request, border)) !== undefined;
  }

  async *watch(selection: WatchSelection, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    const resource = await this.#resource(selection, signal);
    yield* watchObjects(this.#transport, { resource, ...selection }, signal);
  }

  async logs(pod: ObjectRef, { container, previous, lines, signal }: LogOptions): Promise<readonly string[]> {
    const path = `${await this.#path(pod, signal)}/log`;
    const tail = { tailLines: String(lines), limitBytes: String(logBytesMax) };
    const query = { container, ...tail, previous: previous ? 'true' : undefined };
    const request = { method: 'GET', path, query, accept: '*/*', signal } as const;
    try {
      let body = ofNode;
      for (let attempt = 0; isOfNode(body); attempt++) {
        if (attempt === logAttemptsMax) return [];
        if (attempt > 0) await delay(logPauseMs, undefined, { signal });
        ({ body } = await this.#transport.send(request));
      }
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

  kinds({ signal }: CallOptions): Promise<readonly Resource[]> {
    return discoverKinds((path, accept) => call(this.#transport, { method: 'GET', path, accept, signal }));
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
  /** Which failures are no error, but answer that there is nothing. */
  readonly isNone?: (error: ApiError) => boolean;
}

function isNotFound({ status }: ApiError): boolean {
  return status === 404;
}

function isTaken({ status, reason }: ApiError): boolean {
  return status === 409 && reason === 'AlreadyExists';
}

/** A `test` of a JSON patch (RFC 6902) that did not hold: the API server has no word of its own for it. */
function hasTestFailed({ status, message }: ApiError): boolean {
  return status === 422 && message === 'the server rejected our request due to an error in our request';
}

/** One request, its answer parsed, its failure translated. */
async function call(transport: Transport, request: ApiRequest, border: CallBorder = {}): Promise<unknown> {
  const startedAt = performance.now();
  try {
    const { body } = await transport.send(request);
    return JSON.parse(body) as unknown;
  } catch (error) {
    if (error instanceof ApiError && border.isNone?.(error)) return undefined;
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
  const answer = await call(transport, request, { isNone: isNotFound });
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
