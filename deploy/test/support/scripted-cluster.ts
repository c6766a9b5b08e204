import type { Cluster, WatchSelection } from '../../src/cluster/cluster.ts';
import { refText, refOf, type KubernetesObject } from '../../src/cluster/kubernetes-object.ts';
import type { WatchEvent } from '../../src/cluster/watch-objects.ts';
import { DeployError } from '../../src/errors.ts';

/** A cluster whose objects a test sets; each watch sees its kind's, first as a whole and then one by one. */
export class ScriptedCluster {
  readonly forbidden = new Set<string>();
  /** What was watched, in order. */
  readonly selections: WatchSelection[] = [];
  readonly #watches = new Map<string, { events: WatchEvent[]; wake: () => void }>();
  readonly #objects = new Map<string, KubernetesObject>();

  set(...objects: readonly KubernetesObject[]): void {
    for (const object of objects) {
      this.#objects.set(refText(refOf(object)), object);
      this.#tell(object.kind, { type: 'changed', object });
    }
  }

  remove(object: KubernetesObject): void {
    this.#objects.delete(refText(refOf(object)));
    this.#tell(object.kind, { type: 'deleted', object });
  }

  /** Breaks a kind's watch, as an expired history does: the next thing that it tells is all that there is. */
  lose(kind: string, ...objects: readonly KubernetesObject[]): void {
    this.#tell(kind, { type: 'synced', objects });
  }

  kinds(): readonly string[] {
    return this.selections.map(({ kind }) => kind);
  }

  asCluster(): Cluster {
    const watch = (selection: WatchSelection, signal: AbortSignal) => {
      this.selections.push(selection);
      return this.#watch(selection, signal);
    };
    return { watch } as Partial<Cluster> as Cluster;
  }

  #tell(kind: string, event: WatchEvent): void {
    const watch = this.#watches.get(kind);
    watch?.events.push(event);
    watch?.wake();
  }

  async *#watch({ kind, onOpen }: WatchSelection, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    if (this.forbidden.has(kind))
      throw new DeployError('FORBIDDEN', { request: `GET ${kind}`, reason: 'no' });
    const objects = [...this.#objects.values()].filter((object) => object.kind === kind);
    const watch = { events: [{ type: 'synced', objects }] as WatchEvent[], wake: () => undefined as void };
    this.#watches.set(kind, watch);
    onOpen?.();
    while (!signal.aborted) {
      yield* watch.events.splice(0);
      await new Promise<void>((resolve) => {
        watch.wake = resolve;
        signal.addEventListener('abort', () => resolve());
        if (watch.events.length > 0 || signal.aborted) resolve();
      });
    }
  }
}
