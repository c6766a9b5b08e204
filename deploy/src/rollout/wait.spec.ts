import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Cluster, Selection } from '../cluster/cluster.ts';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { WatchEvent } from '../cluster/watch-objects.ts';
import { DeployError } from '../errors.ts';
import { waitUntilReady, type WaitResult } from './wait.ts';

const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'todo', name: 'app' };
const crash = { waiting: { reason: 'CrashLoopBackOff' } };
const configError = { waiting: { reason: 'CreateContainerConfigError', message: 'secret "s" not found' } };

describe('waitUntilReady', () => {
  let cluster: ScriptedCluster;
  let stop: AbortController;

  beforeEach(() => {
    jest.useFakeTimers();
    cluster = new ScriptedCluster();
    stop = new AbortController();
  });

  afterEach(() => {
    stop.abort();
    jest.useRealTimers();
  });

  function wait(timeoutMs = 60_000, refs = [ref]) {
    const states: string[] = [];
    const onStatus: Parameters<typeof waitUntilReady>[2]['onStatus'] = (_ref, { reason }) =>
      void states.push(reason);
    const options = { namespace: 'todo', labelSelector: 'ours', timeoutMs, signal: stop.signal, onStatus };
    const state: { result?: WaitResult; error?: unknown } = {};
    const done = waitUntilReady(cluster.asCluster(), refs, options).then(
      (result) => void (state.result = result),
      (error: unknown) => void (state.error = error),
    );
    return { states, state, done };
  }

  it('has nothing to wait for', async () => {
    const { state, done } = wait(1, []);
    await done;
    expect(state.result).toEqual({ outcome: 'ready' });
  });

  it('ends as soon as everything is ready', async () => {
    cluster.set(deployment(0), replicaSet());
    const { states, state, done } = wait();
    await cluster.settle();
    expect(state.result).toBeUndefined();
    cluster.set(deployment(1));
    await done;
    expect(state.result).toEqual({ outcome: 'ready' });
    expect(states).toEqual(['Starting', 'Ready']);
  });

  it('is not ready while one of several is not', async () => {
    const { state, done } = wait(10_000, [ref, { ...ref, name: 'other' }]);
    cluster.set(deployment(1), deployment(0, 'other'));
    await cluster.settle();
    cluster.set(deployment(0), deployment(1, 'other'));
    await cluster.settle();
    expect(state.result).toBeUndefined();
    cluster.set(deployment(1));
    await done;
    expect(state.result?.outcome).toBe('ready');
  });

  it('ends at once when a container ends again and again', async () => {
    const { state, done } = wait();
    cluster.set(deployment(0), replicaSet(), pod(crash));
    await done;
    expect(state.result).toMatchObject({ outcome: 'failed', cause: { code: 'CONTAINER_CRASHED' }, ref });
  });

  it('gives what may pass a moment, and ends when it stays', async () => {
    const { state, done } = wait();
    cluster.set(deployment(0), replicaSet(), pod(configError));
    await cluster.settle();
    expect(state.result).toBeUndefined();
    await jest.advanceTimersByTimeAsync(2_100);
    await done;
    expect(state.result).toMatchObject({ outcome: 'failed', cause: { code: 'CONFIG_MISSING' } });
  });

  it('does not fail for what passed', async () => {
    const { state, done } = wait();
    cluster.set(deployment(0), replicaSet(), pod(configError));
    await cluster.settle();
    await jest.advanceTimersByTimeAsync(1_500);
    cluster.set(pod({ running: {} }));
    await cluster.settle();
    await jest.advanceTimersByTimeAsync(20_000);
    cluster.set(deployment(1));
    await done;
    expect(state.result?.outcome).toBe('ready');
  });

  it('counts how long a cause stays without a break only', async () => {
    const { state } = wait();
    cluster.set(deployment(0), replicaSet());
    for (let round = 0; round < 4; round++) {
      cluster.set(pod(configError));
      await cluster.settle();
      await jest.advanceTimersByTimeAsync(1_500);
      cluster.set(pod({ running: {} }));
      await cluster.settle();
    }
    expect(state.result).toBeUndefined();
  });

  it('waits to the deadline for a pod that runs and is not ready', async () => {
    const { state, done } = wait(60_000);
    cluster.set(deployment(0), replicaSet(), pod({ running: {} }));
    await cluster.settle();
    await jest.advanceTimersByTimeAsync(59_000);
    expect(state.result).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1_100);
    await done;
    expect(state.result).toMatchObject({ outcome: 'timed-out', cause: { reason: 'NotReady' } });
  });

  it('names an object that never came at the deadline', async () => {
    const { state, done } = wait(5_000);
    cluster.set();
    await jest.advanceTimersByTimeAsync(5_100);
    await done;
    expect(state.result).toMatchObject({ outcome: 'timed-out', status: { reason: 'Missing' } });
  });

  it('goes on without events where they may not be read', async () => {
    cluster.forbidden.add('Event');
    const { state, done } = wait();
    cluster.set(deployment(1));
    await done;
    expect(state.result?.outcome).toBe('ready');
  });

  it('ends with the error of a watch that it needs', async () => {
    cluster.forbidden.add('Pod');
    const { state, done } = wait();
    cluster.set(deployment(1));
    await done;
    expect(state.error).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('ends at the signal', async () => {
    const { state, done } = wait();
    cluster.set(deployment(0));
    await cluster.settle();
    stop.abort(new Error('stopped'));
    await done;
    expect(state.error).toMatchObject({ message: 'stopped' });
  });
});

/** A cluster whose objects a test sets; each watch sees its kind's, first as a whole and then one by one. */
class ScriptedCluster {
  readonly forbidden = new Set<string>();
  readonly #watches = new Map<string, { events: WatchEvent[]; wake: () => void }>();
  readonly #objects: KubernetesObject[] = [];

  set(...objects: readonly KubernetesObject[]): void {
    for (const object of objects) {
      this.#objects.push(object);
      const watch = this.#watches.get(object.kind);
      watch?.events.push({ type: 'changed', object });
      watch?.wake();
    }
  }

  async settle(): Promise<void> {
    await jest.advanceTimersByTimeAsync(0);
  }

  asCluster(): Cluster {
    const watch = (selection: Selection, signal: AbortSignal) => this.#watch(selection, signal);
    return { watch } as Partial<Cluster> as Cluster;
  }

  async *#watch({ kind }: Selection, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    if (this.forbidden.has(kind))
      throw new DeployError('FORBIDDEN', { request: `GET ${kind}`, reason: 'no' });
    const objects = this.#objects.filter((object) => object.kind === kind);
    const watch = { events: [{ type: 'synced', objects }] as WatchEvent[], wake: () => undefined as void };
    this.#watches.set(kind, watch);
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

function deployment(readyReplicas: number, name = 'app'): KubernetesObject {
  const status = {
    observedGeneration: 1,
    replicas: 1,
    updatedReplicas: 1,
    readyReplicas,
    availableReplicas: readyReplicas,
  };
  const annotations = { 'deployment.kubernetes.io/revision': '1' };
  return {
    ...object('apps/v1', 'Deployment', { name, uid: name, generation: 1, annotations }),
    spec: { replicas: 1 },
    status,
  };
}

function replicaSet(): KubernetesObject {
  const annotations = { 'deployment.kubernetes.io/revision': '1' };
  return object('apps/v1', 'ReplicaSet', {
    name: 'app-1',
    uid: 'rs',
    annotations,
    ownerReferences: owner('app'),
  });
}

function pod(state: object): KubernetesObject {
  const containerStatuses = [
    { name: 'app', ready: false, restartCount: 1, state, lastState: { terminated: { exitCode: 1 } } },
  ];
  return {
    ...object('v1', 'Pod', { name: 'app-1-x', ownerReferences: owner('rs') }),
    status: { containerStatuses },
  };
}

function owner(uid: string) {
  return [{ kind: 'Owner', name: 'owner', uid, controller: true }];
}

function object(apiVersion: string, kind: string, metadata: KubernetesObject['metadata']): KubernetesObject {
  return { apiVersion, kind, metadata: { namespace: 'todo', ...metadata } };
}
