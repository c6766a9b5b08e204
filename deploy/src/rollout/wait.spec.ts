import { describe, expect, it, jest } from '@jest/globals';
import { deployment, pod, ref, replicaSet } from '../../test/support/rollout-objects.ts';
import { ScriptedRollout, settle } from '../../test/support/scripted-rollout.ts';

describe('waitUntilReady', () => {
  const rollout = ScriptedRollout.forEachTest();

  it('has nothing to wait for', async () => {
    const { state, done } = rollout.wait(1, []);
    await done;
    expect(state.result).toEqual({ outcome: 'ready' });
  });

  it('ends as soon as everything is ready', async () => {
    rollout.cluster.set(deployment(0), replicaSet());
    const { states, state, done } = rollout.wait();
    await settle();
    expect(state.result).toBeUndefined();
    rollout.cluster.set(deployment(1));
    await done;
    expect(state.result).toEqual({ outcome: 'ready' });
    expect(states).toEqual(['Starting', 'Ready']);
  });

  it('is not ready while one of several is not', async () => {
    const { state, done } = rollout.wait(10_000, [ref, { ...ref, name: 'other' }]);
    rollout.cluster.set(deployment(1), deployment(0, 'other'));
    await settle();
    rollout.cluster.set(deployment(0), deployment(1, 'other'));
    await settle();
    expect(state.result).toBeUndefined();
    rollout.cluster.set(deployment(1));
    await done;
    expect(state.result?.outcome).toBe('ready');
  });

  it('waits to the deadline for a pod that runs and is not ready', async () => {
    const { state, done } = rollout.wait(60_000);
    rollout.cluster.set(deployment(0), replicaSet(), pod({ running: {} }));
    await settle();
    await jest.advanceTimersByTimeAsync(59_000);
    expect(state.result).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1_100);
    await done;
    expect(state.result).toMatchObject({ outcome: 'timed-out', cause: { reason: 'NotReady' } });
  });

  it('names an object that never came at the deadline', async () => {
    const { state, done } = rollout.wait(5_000);
    rollout.cluster.set();
    await jest.advanceTimersByTimeAsync(5_100);
    await done;
    expect(state.result).toMatchObject({ outcome: 'timed-out', status: { reason: 'Missing' } });
  });

  it('takes no object for what was written that the cluster still shows as it was before', async () => {
    const { state, done } = rollout.wait(60_000, [{ ...ref, uid: 'app', generation: 1 }]);
    rollout.cluster.set({ ...deployment(1), metadata: { ...deployment(1).metadata, generation: 0 } });
    await settle();
    rollout.cluster.set({ ...deployment(1), metadata: { ...deployment(1).metadata, uid: 'the one before' } });
    await settle();
    expect(state.result).toBeUndefined();
    rollout.cluster.set(deployment(1));
    await done;
    expect(state.result?.outcome).toBe('ready');
  });

  it('ends at the signal', async () => {
    const { state, done } = rollout.wait();
    rollout.cluster.set(deployment(0));
    await settle();
    rollout.stop(new Error('stopped'));
    await done;
    expect(state.error).toMatchObject({ message: 'stopped' });
  });
});
