import type { Cluster, WatchSelection } from '../cluster/cluster.ts';
import { delegateCluster } from '../cluster/delegate-cluster.ts';
import type { WatchEvent } from '../cluster/watch-objects.ts';

/** Watches that are open before anything is written. */
export interface WatchesAhead {
  /** Gives whoever first watches the same the watch that is open, so that it costs no call of its own. */
  readonly cluster: Cluster;
  /** Ends those that nobody asked for. */
  close(): Promise<void>;
}

/**
 * Opens watches that a rollout is going to need, so that a cluster which forbids them says so before the first write.
 *
 * @throws DeployError FORBIDDEN, and what else a watch ends with
 */
export async function watchAhead(
  cluster: Cluster,
  selections: readonly WatchSelection[],
  signal: AbortSignal,
): Promise<WatchesAhead> {
  const watches = new Map(selections.map((each) => [keyOf(each), openWatch(cluster, each, signal)]));
  const close = async () => void (await Promise.all([...watches.values()].map(endWatch)));
  try {
    await Promise.all([...watches.values()].map(({ opened }) => opened));
  } catch (error) {
    await close();
    throw error;
  }
  const watch: Cluster['watch'] = (selection, until) => {
    const key = keyOf(selection);
    const open = watches.get(key);
    watches.delete(key);
    return open ? goOn(open, until) : cluster.watch(selection, until);
  };
  return { cluster: { ...delegateCluster(cluster), watch }, close };
}

function keyOf({ apiVersion, kind, namespace, labelSelector, fieldSelector, begin }: WatchSelection): string {
  return [apiVersion, kind, namespace, labelSelector, fieldSelector, begin].join(' ');
}

interface OpenWatch {
  readonly stop: AbortController;
  readonly events: AsyncGenerator<WatchEvent>;
  /** What it begins with, and the first that comes after. */
  readonly begun: readonly Promise<IteratorResult<WatchEvent>>[];
  /** Resolves once the server has taken the watch, rejects when it does not. */
  readonly opened: Promise<unknown>;
}

function openWatch(cluster: Cluster, selection: WatchSelection, signal: AbortSignal): OpenWatch {
  const stop = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  const events = cluster.watch(
    { ...selection, onOpen: () => resolve() },
    AbortSignal.any([signal, stop.signal]),
  );
  const begun = [events.next(), events.next()];
  return { stop, events, begun, opened: Promise.race([promise, Promise.all(begun)]) };
}

/** Hands a watch over to one who watches until a signal of his own. */
async function* goOn({ stop, events, begun }: OpenWatch, until: AbortSignal): AsyncGenerator<WatchEvent> {
  until.addEventListener('abort', () => stop.abort(), { once: true });
  if (until.aborted) stop.abort();
  for (const next of begun) {
    const result = await next;
    if (result.done) return;
    yield result.value;
  }
  yield* events;
}

async function endWatch({ stop, begun }: OpenWatch): Promise<void> {
  stop.abort();
  await Promise.allSettled(begun);
}
