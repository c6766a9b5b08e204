import type { Cluster, WatchSelection } from '../cluster/cluster.ts';
import { refKey, refOf, type KubernetesObject, type ObjectRef } from '../cluster/kubernetes-object.ts';
import type { WatchEvent } from '../cluster/watch-objects.ts';
import { DeployError } from '../errors.ts';
import { ContainerEnds } from './container-ends.ts';
import type { World } from './new-pods.ts';
import { Wakeup } from './wakeup.ts';
import { byTime } from './warnings.ts';

/**
 * The part of a namespace that a rollout is judged by, kept up to date by watches until it is closed: at first the objects
 * themselves, for one request per kind, and once someone looks deeper all that tells why they are not ready.
 */
export interface LiveView {
  /** The object, or undefined as long as it was not seen. */
  get(ref: ObjectRef): KubernetesObject | undefined;
  /** Starts to watch the pods and warnings behind the objects, if it was not done yet. */
  lookDeeper(): void;
  /** What was found deeper; undefined until everything that is there is listed. */
  readonly world: World | undefined;
  /** Whether an event came after its watch had begun. */
  isFresh(event: KubernetesObject): boolean;
  /** Resolves when something changed since the last call, or after `timeoutMs`; rejects when a watch failed for good. */
  changed(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface ViewRequest {
  readonly refs: readonly ObjectRef[];
  readonly namespace: string;
  /** Selects the objects among others of their kind, where several of a kind are viewed. */
  readonly labelSelector: string;
  readonly signal: AbortSignal;
}

/** Starts the watches of the objects' own kinds. */
export function openView(cluster: Cluster, request: ViewRequest): LiveView {
  const closing = new AbortController();
  const signal = AbortSignal.any([request.signal, closing.signal]);
  const wakeup = new Wakeup();
  const failures: unknown[] = [];
  const tasks: Promise<void>[] = [];
  const open = (selections: readonly WatchSelection[]): readonly Table[] => {
    const tables = selections.map((selection) => new Table(selection));
    for (const table of tables) tasks.push(follow(table, tables));
    return tables;
  };
  const follow = async (table: Table, group: readonly Table[]) => {
    try {
      for await (const event of cluster.watch(table.selection, signal)) {
        table.take(event);
        if (group.every(({ isSynced }) => isSynced)) wakeup.wake();
      }
    } catch (error) {
      if (!isDispensable(table, error)) failures.push(error);
      table.isSynced = true;
      wakeup.wake();
    }
  };

  const own = open(ownSelections(request));
  let deep: readonly Table[] | undefined;
  return {
    get: (ref) => own.map((table) => table.get(ref)).find((found) => found !== undefined),
    lookDeeper: () => void (deep ??= open(deepSelections(request))),
    get world() {
      return deep?.every(({ isSynced }) => isSynced) ? worldOf(deep) : undefined;
    },
    isFresh: (event) => deep?.some((table) => table.isFresh(event)) ?? false,
    changed: async (timeoutMs) => {
      await wakeup.wait(timeoutMs, signal);
      if (failures.length > 0) throw failures[0];
    },
    close: async () => {
      closing.abort();
      await Promise.all(tasks);
    },
  };
}

/** One watch per kind, of the one object by its name, or of several by their label. */
export function ownSelections({
  refs,
  labelSelector,
}: Pick<ViewRequest, 'refs' | 'labelSelector'>): readonly WatchSelection[] {
  const kinds = new Map<string, ObjectRef[]>();
  for (const ref of refs) {
    const key = [ref.apiVersion, ref.kind, ref.namespace].join('/');
    kinds.set(key, [...(kinds.get(key) ?? []), ref]);
  }
  return [...kinds.values()].flatMap(([ref, ...others]) => {
    if (!ref) return [];
    const { apiVersion, kind, namespace, name } = ref;
    const which = others.length > 0 ? { labelSelector } : { fieldSelector: `metadata.name=${name}` };
    return [{ apiVersion, kind, namespace, ...which, begin: 'streamed' as const }];
  });
}

export const podOwners: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
  'Pod',
]);

/** Listed at first, since a cause is judged by all of it. */
function deepSelections({ refs, namespace }: ViewRequest): readonly WatchSelection[] {
  const has = (isWanted: (kind: string) => boolean) => refs.some(({ kind }) => isWanted(kind));
  return [
    ...(has((kind) => kind === 'Deployment')
      ? [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace }]
      : []),
    ...(has((kind) => podOwners.has(kind)) ? [{ apiVersion: 'v1', kind: 'Pod', namespace }] : []),
    { apiVersion: 'v1', kind: 'Event', fieldSelector: 'type=Warning', namespace },
  ];
}

/** Events only help to explain: a person who may not read them can still deploy. */
function isDispensable({ selection }: Table, error: unknown): boolean {
  return selection.kind === 'Event' && error instanceof DeployError && error.code === 'FORBIDDEN';
}

function worldOf(tables: readonly Table[]): World {
  const table = (kind: string) => tables.find(({ selection }) => selection.kind === kind);
  const objects = (kind: string) => table(kind)?.objects() ?? [];
  const ends = table('Pod')?.ends;
  return {
    pods: objects('Pod'),
    replicaSets: objects('ReplicaSet'),
    events: objects('Event').toSorted(byTime),
    ...(ends && { ends }),
  };
}

/** The objects of one watch. */
class Table {
  readonly selection: WatchSelection;
  readonly ends = new ContainerEnds();
  isSynced = false;
  #objects = new Map<string, KubernetesObject>();
  #fresh = new Set<string>();

  constructor(selection: WatchSelection) {
    this.selection = selection;
  }

  take(event: WatchEvent): void {
    if (event.type === 'synced') return this.#sync(event.objects);
    const key = refKey(refOf(event.object));
    if (event.type === 'deleted') this.#objects.delete(key);
    else this.#set(key, event.object);
    this.#fresh.add(key);
  }

  /** What is another than before came while nobody saw it. */
  #sync(objects: readonly KubernetesObject[]): void {
    const before = this.#objects;
    this.#objects = new Map();
    for (const object of objects) {
      const key = refKey(refOf(object));
      const { resourceVersion } = object.metadata;
      if (this.isSynced && before.get(key)?.metadata.resourceVersion !== resourceVersion)
        this.#fresh.add(key);
      this.#set(key, object);
    }
    this.isSynced = true;
  }

  /** A server that lags behind may send what was before what is known already. */
  #set(key: string, object: KubernetesObject): void {
    const known = this.#objects.get(key);
    if (known && isOlder(object, known)) return;
    this.#objects.set(key, object);
    if (object.kind === 'Pod') this.ends.see(object);
  }

  get(ref: ObjectRef): KubernetesObject | undefined {
    return this.#objects.get(refKey(ref));
  }

  objects(): readonly KubernetesObject[] {
    return [...this.#objects.values()];
  }

  isFresh(object: KubernetesObject): boolean {
    return object.kind === this.selection.kind && this.#fresh.has(refKey(refOf(object)));
  }
}

function isOlder({ metadata }: KubernetesObject, { metadata: known }: KubernetesObject): boolean {
  return metadata.uid === known.uid && Number(metadata.resourceVersion) < Number(known.resourceVersion);
}
