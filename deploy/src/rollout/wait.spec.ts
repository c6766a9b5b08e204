import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ScriptedCluster } from '../../test/support/scripted-cluster.ts';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { gradeOf } from './cause.ts';
import type { Awaited } from './judge.ts';
import { waitUntilReady, type WaitOptions, type WaitResult } from './wait.ts';

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

  function wait(timeoutMs = 60_000, refs: readonly Awaited[] = [ref]) {
    const states: string[] = [];
    const causes: string[] = [];
    const options: WaitOptions = {
      namespace: 'todo',
      labelSelector: 'ours',
      timeoutMs,
      signal: stop.signal,
      onStatus: (_ref, { reason }) => void states.push(reason),
      onCause: (_ref, cause) => void causes.push(`${gradeOf(cause)} ${cause.reason}`),
    };
    const state: { result?: WaitResult; error?: unknown } = {};
    const done = waitUntilReady(cluster.asCluster(), refs, options).then(
      (result) => void (state.result = result),
      (error: unknown) => void (state.error = error),
    );
    return { states, causes, state, done };
  }

  it('has nothing to wait for', async () => {
    const { state, done } = wait(1, []);
    await done;
    expect(state.result).toEqual({ outcome: 'ready' });
  });

  it('ends as soon as everything is ready', async () => {
    cluster.set(deployment(0), replicaSet());
    const { states, state, done } = wait();
    await settle();
    expect(state.result).toBeUndefined();
    cluster.set(deployment(1));
    await done;
    expect(state.result).toEqual({ outcome: 'ready' });
    expect(states).toEqual(['Starting', 'Ready']);
  });

  it('is not ready while one of several is not', async () => {
    const { state, done } = wait(10_000, [ref, { ...ref, name: 'other' }]);
    cluster.set(deployment(1), deployment(0, 'other'));
    await settle();
    cluster.set(deployment(0), deployment(1, 'other'));
    await settle();
    expect(state.result).toBeUndefined();
    cluster.set(deployment(1));
    await done;
    expect(state.result?.outcome).toBe('ready');
  });

  it('ends at once when a container ends again and again', async () => {
    const { state, causes, done } = wait();
    cluster.set(deployment(0), replicaSet(), pod(crash, 1, ended(1)));
    await jest.advanceTimersByTimeAsync(500);
    await done;
    expect(causes).toEqual(['hopeless CrashLoopBackOff']);
    expect(state.result).toMatchObject({ outcome: 'failed', cause: { code: 'CONTAINER_CRASHED' }, ref });
  });

  it('gives what may pass a moment, and ends when it stays', async () => {
    const { state, done } = wait();
    cluster.set(deployment(0), replicaSet(), pod(configError));
    await jest.advanceTimersByTimeAsync(2_400);
    expect(state.result).toBeUndefined();
    await jest.advanceTimersByTimeAsync(200);
    await done;
    expect(state.result).toMatchObject({ outcome: 'failed', cause: { code: 'CONFIG_MISSING' } });
  });

  it('neither fails for nor tells what passed', async () => {
    const { state, causes, done } = wait();
    cluster.set(deployment(0), replicaSet(), pod(configError));
    await jest.advanceTimersByTimeAsync(2_000);
    cluster.set(pod({ running: {} }));
    await settle();
    await jest.advanceTimersByTimeAsync(20_000);
    cluster.set(deployment(1));
    await done;
    expect(state.result?.outcome).toBe('ready');
    expect(causes).toEqual([]);
  });

  it('counts how long a cause stays without a break only', async () => {
    const { state } = wait();
    cluster.set(deployment(0), replicaSet());
    await jest.advanceTimersByTimeAsync(500);
    for (let round = 0; round < 4; round++) {
      cluster.set(pod(configError));
      await settle();
      await jest.advanceTimersByTimeAsync(1_500);
      cluster.set(pod({ running: {} }));
      await settle();
    }
    expect(state.result).toBeUndefined();
  });

  it('waits to the deadline for a pod that runs and is not ready', async () => {
    const { state, done } = wait(60_000);
    cluster.set(deployment(0), replicaSet(), pod({ running: {} }));
    await settle();
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

  it('watches the object alone, by its name, while it may be ready in a moment', async () => {
    const { done } = wait();
    cluster.set(deployment(0));
    await jest.advanceTimersByTimeAsync(400);
    cluster.set(deployment(1));
    await done;
    expect(cluster.selections).toEqual([expect.objectContaining({ fieldSelector: 'metadata.name=app' })]);
  });

  it('watches several of a kind at once, by their label', async () => {
    wait(10_000, [ref, { ...ref, name: 'other' }]);
    await settle();
    expect(cluster.selections).toEqual([expect.objectContaining({ labelSelector: 'ours' })]);
  });

  it('looks at the pods at once when the object itself tells of trouble', async () => {
    wait();
    cluster.set(deployment(0));
    await settle();
    expect(cluster.kinds()).toEqual(['Deployment']);
    const conditions = [{ type: 'ReplicaFailure', status: 'True', message: 'exceeded quota: q' }];
    cluster.set({ ...deployment(0), status: { observedGeneration: 1, conditions } });
    await settle();
    expect(cluster.kinds()).toEqual(['Deployment', 'ReplicaSet', 'Pod', 'Event']);
  });

  it('takes no object for what was written that the cluster still shows as it was before', async () => {
    const { state, done } = wait(60_000, [{ ...ref, uid: 'app', generation: 1 }]);
    cluster.set({ ...deployment(1), metadata: { ...deployment(1).metadata, generation: 0 } });
    await settle();
    cluster.set({ ...deployment(1), metadata: { ...deployment(1).metadata, uid: 'the one before' } });
    await settle();
    expect(state.result).toBeUndefined();
    cluster.set(deployment(1));
    await done;
    expect(state.result?.outcome).toBe('ready');
  });

  it('tells the first end of a container, and ends once it repeats with the same exit', async () => {
    const { state, causes, done } = wait();
    cluster.set(deployment(0), replicaSet(), pod(ended(1)));
    await jest.advanceTimersByTimeAsync(2_600);
    expect(causes).toEqual(['at-deadline Crashed']);
    cluster.set(pod({ running: {} }, 1, ended(1)));
    await jest.advanceTimersByTimeAsync(5_000);
    expect(state.result).toBeUndefined();
    cluster.set(pod(ended(1), 1, ended(1)));
    await done;
    expect(causes).toEqual(['at-deadline Crashed', 'hopeless CrashLoopBackOff']);
    expect(state.result).toMatchObject({ outcome: 'failed', cause: { code: 'CONTAINER_CRASHED' } });
  });

  it('waits on while a container ends in another way each time', async () => {
    const { state, causes } = wait();
    cluster.set(deployment(0), replicaSet(), pod(ended(1)));
    await jest.advanceTimersByTimeAsync(600);
    cluster.set(pod(ended(2), 1, ended(1)));
    await settle();
    cluster.set(pod(crash, 1, ended(2)));
    await jest.advanceTimersByTimeAsync(2_600);
    expect(state.result).toBeUndefined();
    expect(causes).toEqual(['at-deadline Crashed']);
  });

  it('tells within five seconds what only the deadline ends, once', async () => {
    const { causes, state } = wait();
    cluster.set(deployment(0), replicaSet(), pod({ running: {} }));
    await jest.advanceTimersByTimeAsync(1_000);
    cluster.set(unhealthy('connection refused to 10.0.0.7:8080'));
    await jest.advanceTimersByTimeAsync(4_900);
    expect(causes).toEqual(['at-deadline ProbeFailed']);
    cluster.set(unhealthy('connection refused to 10.0.0.8:8080'));
    await jest.advanceTimersByTimeAsync(10_000);
    expect(causes).toHaveLength(1);
    cluster.set(unhealthy('HTTP probe failed with statuscode: 503'));
    await jest.advanceTimersByTimeAsync(3_000);
    expect(causes).toHaveLength(2);
    expect(state.result).toBeUndefined();
  });

  it('sees a failure that came while no watch did', async () => {
    const { state, done } = wait();
    cluster.set(deployment(0), replicaSet(), pod({ running: {} }));
    await jest.advanceTimersByTimeAsync(1_000);
    cluster.lose('Deployment', deployment(0));
    cluster.lose('Pod', pod(crash, 1, ended(1)));
    await done;
    expect(state.result).toMatchObject({ outcome: 'failed', cause: { code: 'CONTAINER_CRASHED' } });
  });

  it('takes a warning that came while no watch did for a new one', async () => {
    const { state, done } = wait();
    cluster.set(deployment(0), replicaSet(), pod({ waiting: { reason: 'ContainerCreating' } }));
    await jest.advanceTimersByTimeAsync(1_000);
    cluster.lose('Event', warning('FailedMount', 'MountVolume.SetUp failed : secret "s" not found'));
    await jest.advanceTimersByTimeAsync(2_100);
    await done;
    expect(state.result).toMatchObject({ outcome: 'failed', cause: { code: 'CONFIG_MISSING' } });
  });

  it('knows the pods of what had failed before it was looked at', async () => {
    const conditions = [
      { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'gave up' },
    ];
    const job = { ...object('batch/v1', 'Job', { name: 'app', uid: 'rs' }), status: { conditions } };
    cluster.set(job, pod(ended(3)));
    const { state, done } = wait(60_000, [{ ...ref, apiVersion: 'batch/v1', kind: 'Job' }]);
    await settle();
    await done;
    expect(state.result).toMatchObject({ cause: { detail: 'Pod app-1-x: exit 3; gave up' } });
  });

  it('goes on without events where they may not be read', async () => {
    cluster.forbidden.add('Event');
    const { state, done } = wait();
    cluster.set(deployment(0));
    await jest.advanceTimersByTimeAsync(1_000);
    cluster.set(deployment(1));
    await done;
    expect(state.result?.outcome).toBe('ready');
  });

  it('ends with the error of a watch that it needs', async () => {
    cluster.forbidden.add('Pod');
    const { state, done } = wait();
    cluster.set(deployment(0));
    await jest.advanceTimersByTimeAsync(1_000);
    await done;
    expect(state.error).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('ends at the signal', async () => {
    const { state, done } = wait();
    cluster.set(deployment(0));
    await settle();
    stop.abort(new Error('stopped'));
    await done;
    expect(state.error).toMatchObject({ message: 'stopped' });
  });
});

async function settle(): Promise<void> {
  await jest.advanceTimersByTimeAsync(0);
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

function pod(state: object, restartCount = 0, lastState: object = {}): KubernetesObject {
  const containerStatuses = [{ name: 'app', ready: false, restartCount, state, lastState }];
  return {
    ...object('v1', 'Pod', { name: 'app-1-x', uid: 'pod', ownerReferences: owner('rs') }),
    status: { containerStatuses },
  };
}

function ended(exitCode: number) {
  return { terminated: { exitCode } };
}

function unhealthy(message: string): KubernetesObject {
  return warning('Unhealthy', message);
}

function warning(reason: string, message: string): KubernetesObject {
  const involvedObject = { uid: 'pod', name: 'app-1-x' };
  return {
    ...object('v1', 'Event', { name: reason, resourceVersion: '7' }),
    involvedObject,
    reason,
    message,
  };
}

function owner(uid: string) {
  return [{ kind: 'Owner', name: 'owner', uid, controller: true }];
}

function object(apiVersion: string, kind: string, metadata: KubernetesObject['metadata']): KubernetesObject {
  return { apiVersion, kind, metadata: { namespace: 'todo', ...metadata } };
}
