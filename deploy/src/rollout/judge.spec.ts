import { describe, expect, it, jest } from '@jest/globals';
import {
  configError,
  crash,
  deployment,
  ended,
  object,
  pod,
  ref,
  replicaSet,
  unhealthy,
} from '../../test/support/rollout-objects.ts';
import { ScriptedRollout, settle } from '../../test/support/scripted-rollout.ts';

describe('what ends a wait, and what is told of it', () => {
  const rollout = ScriptedRollout.forEachTest();

  it('ends at once when a container ends again and again', async () => {
    const { state, causes, done } = rollout.wait();
    rollout.cluster.set(deployment(0), replicaSet(), pod(crash, 1, ended(1)));
    await jest.advanceTimersByTimeAsync(500);
    await done;
    expect(causes).toEqual(['hopeless CrashLoopBackOff']);
    expect(state.result).toMatchObject({ outcome: 'failed', cause: { code: 'CONTAINER_CRASHED' }, ref });
  });

  it('gives what may pass a moment, and ends when it stays', async () => {
    const { state, done } = rollout.wait();
    rollout.cluster.set(deployment(0), replicaSet(), pod(configError));
    await jest.advanceTimersByTimeAsync(2_400);
    expect(state.result).toBeUndefined();
    await jest.advanceTimersByTimeAsync(200);
    await done;
    expect(state.result).toMatchObject({ outcome: 'failed', cause: { code: 'CONFIG_MISSING' } });
  });

  it('neither fails for nor tells what passed', async () => {
    const { state, causes, done } = rollout.wait();
    rollout.cluster.set(deployment(0), replicaSet(), pod(configError));
    await jest.advanceTimersByTimeAsync(2_000);
    rollout.cluster.set(pod({ running: {} }));
    await settle();
    await jest.advanceTimersByTimeAsync(20_000);
    rollout.cluster.set(deployment(1));
    await done;
    expect(state.result?.outcome).toBe('ready');
    expect(causes).toEqual([]);
  });

  it('counts how long a cause stays without a break only', async () => {
    const { state } = rollout.wait();
    rollout.cluster.set(deployment(0), replicaSet());
    await jest.advanceTimersByTimeAsync(500);
    for (let round = 0; round < 4; round++) {
      rollout.cluster.set(pod(configError));
      await settle();
      await jest.advanceTimersByTimeAsync(1_500);
      rollout.cluster.set(pod({ running: {} }));
      await settle();
    }
    expect(state.result).toBeUndefined();
  });

  it('tells the first end of a container, and ends once it repeats with the same exit', async () => {
    const { state, causes, done } = rollout.wait();
    rollout.cluster.set(deployment(0), replicaSet(), pod(ended(1)));
    await jest.advanceTimersByTimeAsync(2_600);
    expect(causes).toEqual(['at-deadline Crashed']);
    rollout.cluster.set(pod({ running: {} }, 1, ended(1)));
    await jest.advanceTimersByTimeAsync(5_000);
    expect(state.result).toBeUndefined();
    rollout.cluster.set(pod(ended(1), 1, ended(1)));
    await done;
    expect(causes).toEqual(['at-deadline Crashed', 'hopeless CrashLoopBackOff']);
    expect(state.result).toMatchObject({ outcome: 'failed', cause: { code: 'CONTAINER_CRASHED' } });
  });

  it('waits on while a container ends in another way each time', async () => {
    const { state, causes } = rollout.wait();
    rollout.cluster.set(deployment(0), replicaSet(), pod(ended(1)));
    await jest.advanceTimersByTimeAsync(600);
    rollout.cluster.set(pod(ended(2), 1, ended(1)));
    await settle();
    rollout.cluster.set(pod(crash, 1, ended(2)));
    await jest.advanceTimersByTimeAsync(2_600);
    expect(state.result).toBeUndefined();
    expect(causes).toEqual(['at-deadline Crashed']);
  });

  it('tells within five seconds what only the deadline ends, once', async () => {
    const { causes, state } = rollout.wait();
    rollout.cluster.set(deployment(0), replicaSet(), pod({ running: {} }));
    await jest.advanceTimersByTimeAsync(1_000);
    rollout.cluster.set(unhealthy('connection refused to 10.0.0.7:8080', 3));
    await jest.advanceTimersByTimeAsync(4_900);
    expect(causes).toEqual(['at-deadline ProbeFailed']);
    rollout.cluster.set(unhealthy('connection refused to 10.0.0.8:8080', 8));
    await jest.advanceTimersByTimeAsync(10_000);
    expect(causes).toHaveLength(1);
    rollout.cluster.set(unhealthy('HTTP probe failed with statuscode: 503', 20));
    await jest.advanceTimersByTimeAsync(3_000);
    expect(causes).toHaveLength(2);
    expect(state.result).toBeUndefined();
  });

  it('tells as part of the status what a probe allows for, and as a cause what it does not', async () => {
    const { causes, messages } = rollout.wait();
    const detail = 'Readiness probe failed: read tcp 10.0.0.1:41->10.0.0.7:80';
    rollout.cluster.set(deployment(0), replicaSet(), pod({ running: {} }));
    await jest.advanceTimersByTimeAsync(1_000);
    rollout.cluster.set(unhealthy('read tcp 10.0.0.1:41->10.0.0.7:80', 1));
    await jest.advanceTimersByTimeAsync(4_900);
    rollout.cluster.set(unhealthy('read tcp 10.0.0.1:42->10.0.0.7:80', 2));
    await jest.advanceTimersByTimeAsync(20_000);
    expect(messages).toEqual([
      '0/1 replicas ready',
      `0/1 replicas ready; Pod app-1-x: it runs and is not ready yet: ${detail}`,
    ]);
    expect(causes).toEqual([]);
    rollout.cluster.set(unhealthy('read tcp 10.0.0.1:43->10.0.0.7:80', 3));
    await settle();
    expect(causes).toEqual(['at-deadline ProbeFailed']);
    expect(messages.slice(2)).toEqual(['0/1 replicas ready']);
  });

  it('knows the pods of what had failed before it was looked at', async () => {
    const conditions = [
      { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'gave up' },
    ];
    const job = { ...object('batch/v1', 'Job', { name: 'app', uid: 'rs' }), status: { conditions } };
    rollout.cluster.set(job, pod(ended(3)));
    const { state, done } = rollout.wait(60_000, [{ ...ref, apiVersion: 'batch/v1', kind: 'Job' }]);
    await settle();
    await done;
    expect(state.result).toMatchObject({ cause: { detail: 'Pod app-1-x: exit 3; gave up' } });
  });
});
