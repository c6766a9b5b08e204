import type { KubernetesObject, ObjectRef } from './kubernetes-object.ts';
import type { LogLine, LogRequest } from './read-log.ts';
import type { Resource } from './resources.ts';
import type { WatchEvent } from './watch-objects.ts';

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
  /** Makes an object; undefined when one of its name is there already. */
  create(object: KubernetesObject, options: CallOptions): Promise<KubernetesObject | undefined>;
  /** Changes only the given fields (RFC 7386). */
  merge(ref: ObjectRef, patch: unknown, options: CallOptions): Promise<KubernetesObject>;
  /** Applies a JSON patch (RFC 6902) as a whole; undefined when one of its tests does not hold, or nothing is there. */
  patchIf(ref: ObjectRef, patch: JsonPatch, options: CallOptions): Promise<KubernetesObject | undefined>;
  /** Deletes this very object, and its dependents; answers whether it was there. */
  delete(ref: ObjectRef & { readonly uid?: string | undefined }, options: DeleteOptions): Promise<boolean>;
  /** All objects of the selection, then each change, over any number of connections, until the signal. */
  watch(selection: WatchSelection, signal: AbortSignal): AsyncGenerator<WatchEvent>;
  /** The last lines that a container wrote; empty when it wrote none, or there is no such container. */
  logs(pod: ObjectRef, options: LogOptions): Promise<readonly string[]>;
  /** The lines of one container's log as they are written; see `LogRequest`. */
  readLog(pod: ObjectRef, log: LogRequest): AsyncGenerator<LogLine>;
  /** Every kind that the cluster has objects of, each in the version that it prefers; empty where it does not say. */
  kinds(options: CallOptions): Promise<readonly Resource[]>;
  /** Where a kind lives; asks the cluster once per group version for kinds that are not well known. */
  resourceOf(
    ref: Pick<ObjectRef, 'apiVersion' | 'kind'>,
    options: CallOptions,
  ): Promise<Resource | undefined>;
}

export interface CallOptions {
  readonly signal: AbortSignal;
  /** Awaited before each attempt, also before a repeated one; what it throws ends the call. */
  readonly beforeAttempt?: (() => Promise<void>) | undefined;
}

export interface DeleteOptions extends CallOptions {
  /** Only ask whether the cluster would. */
  readonly dryRun?: boolean;
  /** The object stays until its dependents are gone; they go after it when absent. */
  readonly dependentsFirst?: boolean;
}

export type JsonPatch = readonly {
  readonly op: 'test' | 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}[];

export interface ApplyOptions extends CallOptions {
  readonly dryRun?: boolean;
  /** Take fields over that other managers own. */
  readonly force?: boolean;
  /** What the cluster holds if this fails, for the error: `nothing was written`. */
  readonly state?: string;
}

export interface LogOptions extends CallOptions {
  readonly container: string;
  readonly previous: boolean;
  readonly lines: number;
}

export interface WatchSelection extends Selection {
  /**
   * `listed` begins with everything that is there. `streamed` takes one request instead of two: it begins with nothing, and
   * what is there comes as changes, perhaps as it was a moment ago.
   */
  readonly begin?: 'listed' | 'streamed' | undefined;
  /** Called whenever the server has taken the watch. */
  readonly onOpen?: (() => void) | undefined;
}

export interface Selection {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}
