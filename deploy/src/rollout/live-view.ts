import type { Cluster, Selection } from '../cluster/cluster.ts';
import { refKey, refOf, type KubernetesObject, type ObjectRef } from '../cluster/kubernetes-object.ts';
import type { WatchEvent } from '../cluster/watch-objects.ts';
import { DeployError } from '../errors.ts';
import type { World } from './new-pods.ts';
import { Wakeup } from './wakeup.ts';

/**
 * The part of a namespace that a rollout is judged by, kept up to date by watches until it is closed.
 * Whoever looks waits for `changed` first: the view is empty until each watch has listed what is there.
 */
export interface LiveView {
  get(ref: ObjectRef): KubernetesObject | undefined;
  readonly world: World;
  /** Whether an event came after its watch had begun. */
  isFresh(event: KubernetesObject): boolean;
  /** Resolves when something changed since the last call, or after `timeoutMs`; rejects when a watch failed for good. */
  changed(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface ViewRequest {
  readonly refs: readonly ObjectRef[];
  readonly namespace: string;
  readonly labelSelector: string;
  readonly signal: AbortSignal;
}

const warnings = { apiVersion: 'v1', kind: 'Event', fieldSelector: 'type=Warning' } as const;
const podOwners = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'Pod']);

/** Starts the watches that these objects need: their own kinds, and where they run pods those, ReplicaSets and warnings. */
export function openView(cluster: Cluster, request: ViewRequest): LiveView {
  const closing = new AbortController();
  const signal = AbortSignal.any([request.signal, closing.signal]);
  const tables = selectionsOf(request).map((selection) => new Table(selection));
  const wakeup = new Wakeup();
  const failures: unknown[] = [];
  const tasks = tables.map(async (table) => {
    try {
      for await (const event of cluster.watch(table.selection, signal)) {
        table.take(event);
        if (tables.every(({ isSynced }) => isSynced)) wakeup.wake();
      }
    } catch (error) {
      if (!isDispensable(table, error)) failures.push(error);
      table.isSynced = true;
      wakeup.wake();
    }
  });
  const objects = (kind: string) => tables.find(({ selection }) => selection.kind === kind)?.objects() ?? [];
  return {
    get: (ref) => tables.map((table) => table.get(ref)).find((found) => found !== undefined),
    get world() {
      return {
        pods: objects('Pod'),
        replicaSets: objects('ReplicaSet'),
        events: objects('Event').toSorted(byTime),
      };
    },
    isFresh: (event) => tables.some((table) => table.isFresh(event)),
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

function selectionsOf({ refs, namespace, labelSelector }: ViewRequest): readonly Selection[] {
  const selections = new Map<string, Selection>();
  for (const { apiVersion, kind, namespace: place } of refs) {
    selections.set(`${apiVersion}/${kind}/${place ?? ''}`, {
      apiVersion,
      kind,
      namespace: place,
      labelSelector,
    });
  }
  if (!refs.some(({ kind }) => podOwners.has(kind))) return [...selections.values()];
  const replicaSets = refs.some(({ kind }) => kind === 'Deployment')
    ? [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace }]
    : [];
  const own = [...selections.values()].filter(({ kind }) => kind !== 'Pod' && kind !== 'ReplicaSet');
  return [...own, ...replicaSets, { apiVersion: 'v1', kind: 'Pod', namespace }, { ...warnings, namespace }];
}

/** Events only help to explain: a person who may not read them can still deploy. */
function isDispensable({ selection }: Table, error: unknown): boolean {
  return selection.kind === 'Event' && error instanceof DeployError && error.code === 'FORBIDDEN';
}

class Table {
  readonly selection: Selection;
  isSynced = false;
  #objects = new Map<string, KubernetesObject>();
  #fresh = new Set<string>();

  constructor(selection: Selection) {
    this.selection = selection;
  }

  take(event: WatchEvent): void {
    if (event.type === 'synced') {
      this.#objects = new Map(event.objects.map((object) => [refKey(refOf(object)), object]));
      this.isSynced = true;
      return;
    }
    const key = refKey(refOf(event.object));
    if (event.type === 'deleted') this.#objects.delete(key);
    else this.#objects.set(key, event.object);
    this.#fresh.add(key);
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

function byTime(a: KubernetesObject, b: KubernetesObject): number {
  return timeOf(a).localeCompare(timeOf(b));
}

function timeOf(event: KubernetesObject): string {
  const time = event['lastTimestamp'] ?? event['eventTime'] ?? event.metadata.creationTimestamp;
  return typeof time === 'string' ? time : '';
}
