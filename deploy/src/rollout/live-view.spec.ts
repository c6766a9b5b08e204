import { describe, expect, it, jest } from '@jest/globals';
import {
  crash,
  deployment,
  ended,
  pod,
  ref,
  replicaSet,
  warning,
} from '../../test/support/rollout-objects.ts';
import { ScriptedRollout, settle } from '../../test/support/scripted-rollout.ts';

describe('what a wait watches', () => {
  const rollout = ScriptedRollout.forEachTest();

  it('watches the object alone, by its name, while it may be ready in a moment', async () => {
    const { done } = rollout.wait();
    rollout.cluster.set(deployment(0));
    await jest.advanceTimersByTimeAsync(400);
    rollout.cluster.set(deployment(1));
    await done;
    expect(rollout.cluster.selections).toEqual([
      expect.objectContaining({ fieldSelector: 'metadata.name=app' }),
    ]);
  });

  it('watches several of a kind at once, by their label', async () => {
    rollout.wait(10_000, [ref, { ...ref, name: 'other' }]);
    await settle();
    expect(rollout.cluster.selections).toEqual([expect.objectContaining({ labelSelector: 'ours' })]);
  });

  it('looks at the pods at once when the object itself tells of trouble', async () => {
    rollout.wait();
    rollout.cluster.set(deployment(0));
    await settle();
    expect(rollout.cluster.kinds()).toEqual(['Deployment']);
    const conditions = [{ type: 'ReplicaFailure', status: 'True', message: 'exceeded quota: q' }];
    rollout.cluster.set({ ...deployment(0), status: { observedGeneration: 1, conditions } });
    await settle();
    expect(rollout.cluster.kinds()).toEqual(['Deployment', 'ReplicaSet', 'Pod', 'Event']);
  });

  it('sees a failure that came while no watch did', async () => {
    const { state, done } = rollout.wait();
    rollout.cluster.set(deployment(0), replicaSet(), pod({ running: {} }));
    await jest.advanceTimersByTimeAsync(1_000);
    rollout.cluster.lose('Deployment', deployment(0));
    rollout.cluster.lose('Pod', pod(crash, 1, ended(1)));
    await done;
    expect(state.result).toMatchObject({ outcome: 'failed', cause: { code: 'CONTAINER_CRASHED' } });
  });

  it('takes a warning that came while no watch did for a new one', async () => {
    const { state, done } = rollout.wait();
    rollout.cluster.set(deployment(0), replicaSet(), pod({ waiting: { reason: 'ContainerCreating' } }));
    await jest.advanceTimersByTimeAsync(1_000);
    rollout.cluster.lose('Event', warning('FailedMount', 'MountVolume.SetUp failed : secret "s" not found'));
    await jest.advanceTimersByTimeAsync(2_100);
    await done;
    expect(state.result).toMatchObject({ outcome: 'failed', cause: { code: 'CONFIG_MISSING' } });
  });

  it('goes on without events where they may not be read', async () => {
    rollout.cluster.forbidden.add('Event');
    const { state, done } = rollout.wait();
    rollout.cluster.set(deployment(0));
    await jest.advanceTimersByTimeAsync(1_000);
    rollout.cluster.set(deployment(1));
    await done;
    expect(state.result?.outcome).toBe('ready');
  });

  it('ends with the error of a watch that it needs', async () => {
    rollout.cluster.forbidden.add('Pod');
    const { state, done } = rollout.wait();
    rollout.cluster.set(deployment(0));
    await jest.advanceTimersByTimeAsync(1_000);
    await done;
    expect(state.error).toMatchObject({ code: 'FORBIDDEN' });
  });
});
