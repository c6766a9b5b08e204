import { setTimeout as delay } from 'node:timers/promises';
import { ApiError, toDeployError } from './api-error.ts';
import { isRecord, recordsAt, textAt, type KubernetesObject } from './kubernetes-object.ts';
import { resourcePath, type Resource } from './resources.ts';
import { backoffMs, retryDelayMs } from './retry.ts';
import { textLines } from './text-lines.ts';
import type { ApiRequest, Transport } from './transport.ts';

/** `synced` carries everything that is there, at the start and whenever the history between two connections is lost. */
export type WatchEvent =
  | { readonly type: 'synced'; readonly objects: readonly KubernetesObject[] }
  | { readonly type: 'changed'; readonly object: KubernetesObject }
  | { readonly type: 'deleted'; readonly object: KubernetesObject };

export interface Watched {
  readonly resource: Resource;
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** See `WatchSelection`. */
  readonly begin?: 'listed' | 'streamed' | undefined;
  readonly onOpen?: (() => void) | undefined;
}

// The server ends a quiet watch after a minute, so a connection that is silent for longer is dead.
const serverTimeoutSeconds = 60;
const silenceMs = (serverTimeoutSeconds + 15) * 1000;

/**
 * Lists, then watches, and goes on through ended connections, expired history (410) and passing faults until the signal.
 * Streamed, the list is left out: from version 0 on, any server sends what it knows before what changes, in one request.
 *
 * @throws DeployError when a list fails for good
 */
export async function* watchObjects(
  transport: Transport,
  watched: Watched,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent> {
  const history: History = { resourceVersion: undefined, failures: 0 };
  while (!signal.aborted) {
    try {
      yield* follow(transport, { ...watched, history }, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (isExpired(error)) history.resourceVersion = undefined;
      await pause(error, { attempt: ++history.failures, transport, signal });
    }
  }
}

/** How far a watch has come, over all its connections. */
interface History {
  resourceVersion: string | undefined;
  failures: number;
}

/** From this version on, a watch begins with every object that is there. */
const anyVersion = '0';

/** Begins anew when the history is unknown, then watches over one connection. */
async function* follow(
  transport: Transport,
  { history, ...watched }: Watched & { readonly history: History },
  signal: AbortSignal,
): AsyncGenerator<WatchEvent> {
  if (history.resourceVersion === undefined) {
    const { objects, resourceVersion } =
      watched.begin === 'streamed'
        ? { objects: [], resourceVersion: anyVersion }
        : await list(transport, watched, signal);
    yield { type: 'synced', objects };
    history.resourceVersion = resourceVersion;
  }
  const watchRequest = request(watched, history.resourceVersion, signal);
  for await (const line of watchOnce(transport, watchRequest, watched.onOpen)) {
    history.failures = 0;
    history.resourceVersion = line.resourceVersion ?? history.resourceVersion;
    if (line.event) yield line.event;
  }
}

async function list(transport: Transport, watched: Watched, signal: AbortSignal) {
  const { apiVersion, kind } = watched.resource;
  const { body } = await transport.send({
    ...request(watched, undefined, signal),
    query: selectors(watched),
  });
  const answer: unknown = JSON.parse(body);
  const objects = recordsAt(answer, 'items').map(
    (item) => ({ ...item, apiVersion, kind }) as unknown as KubernetesObject,
  );
  return { objects, resourceVersion: textAt(answer, 'metadata', 'resourceVersion') ?? '' };
}

function request(watched: Watched, resourceVersion: string | undefined, signal: AbortSignal): ApiRequest {
  const timeoutSeconds = String(serverTimeoutSeconds);
  // A server whose etcd reports no progress refuses bookmarks from version 0 on.
  const allowWatchBookmarks = resourceVersion === anyVersion ? undefined : 'true';
  const query = { ...selectors(watched), watch: '1', allowWatchBookmarks, timeoutSeconds, resourceVersion };
  return { method: 'GET', path: resourcePath(watched.resource, watched), query, signal };
}

function selectors({ labelSelector, fieldSelector }: Watched) {
  return { labelSelector, fieldSelector };
}

/** The events of one connection; it ends when the server closes it. */
async function* watchOnce(transport: Transport, watchRequest: ApiRequest, onOpen: (() => void) | undefined) {
  const response = await transport.stream(watchRequest, silenceMs);
  onOpen?.();
  try {
    for await (const line of textLines(response)) yield parseLine(line, watchRequest);
  } finally {
    response.destroy();
  }
}

function parseLine(
  line: string,
  watchRequest: ApiRequest,
): { event?: WatchEvent; resourceVersion?: string | undefined } {
  const parsed: unknown = JSON.parse(line);
  const type = textAt(parsed, 'type');
  const object = isRecord(parsed) ? parsed['object'] : undefined;
  if (type === 'ERROR') throw ApiError.ofWatch(watchRequest, object);
  const resourceVersion = textAt(object, 'metadata', 'resourceVersion');
  if (type === 'BOOKMARK' || !isRecord(object)) return { resourceVersion };
  const known = object as unknown as KubernetesObject;
  return { resourceVersion, event: { type: type === 'DELETED' ? 'deleted' : 'changed', object: known } };
}

function isExpired(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 410 || error.reason === 'Expired');
}

/** Waits before the next connection; rethrows what no waiting mends. */
async function pause(
  error: unknown,
  options: { attempt: number; transport: Transport; signal: AbortSignal },
): Promise<void> {
  const { attempt, transport, signal } = options;
  const waitMs = attempt > attemptsMax ? undefined : waitBefore(error, attempt);
  if (waitMs === undefined)
    throw toDeployError(error, { server: transport.server, context: transport.context });
  await delay(waitMs, undefined, { signal }).catch(() => undefined);
}

const attemptsMax = 20;

/** An expired history is read anew at once, and when that expires as well, later and later. */
function waitBefore(error: unknown, attempt: number): number | undefined {
  if (isExpired(error)) return attempt === 1 ? 0 : backoffMs(attempt - 1);
  const failure = ApiError.failureOf(error);
  return failure && retryDelayMs(failure, attempt);
}
