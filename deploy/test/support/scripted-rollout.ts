import { afterEach, beforeEach, jest } from '@jest/globals';
import { gradeOf } from '../../src/rollout/cause.ts';
import type { Awaited } from '../../src/rollout/judge.ts';
import { waitUntilReady, type WaitResult } from '../../src/rollout/wait.ts';
import { ref } from './rollout-objects.ts';
import { ScriptedCluster } from './scripted-cluster.ts';

/** Waits for objects of a cluster that does what a test says; needs fake timers. */
export class ScriptedRollout {
  cluster = new ScriptedCluster();
  #stop = new AbortController();

  /** One that begins anew, with fake timers, for each test of the suite that it is called in. */
  static forEachTest(): ScriptedRollout {
    const rollout = new ScriptedRollout();
    beforeEach(() => {
      jest.useFakeTimers();
      rollout.cluster = new ScriptedCluster();
      rollout.#stop = new AbortController();
    });
    afterEach(() => {
      rollout.stop();
      jest.useRealTimers();
    });
    return rollout;
  }

  /** Starts to wait; what is seen, and how it ends, is noted in what it answers. */
  wait(timeoutMs = 60_000, refs: readonly Awaited[] = [ref]) {
    const states: string[] = [];
    const messages: string[] = [];
    const causes: string[] = [];
    const state: { result?: WaitResult; error?: unknown } = {};
    const done = waitUntilReady(this.cluster.asCluster(), refs, {
      namespace: 'todo',
      labelSelector: 'ours',
      timeoutMs,
      signal: this.#stop.signal,
      onStatus: (_ref, { reason, message }) => {
        states.push(reason);
        messages.push(message);
      },
      onCause: (_ref, cause) => void causes.push(`${gradeOf(cause)} ${cause.reason}`),
    }).then(
      (result) => void (state.result = result),
      (error: unknown) => void (state.error = error),
    );
    return { states, messages, causes, state, done };
  }

  /** Aborts the wait, unless it has ended. */
  stop(reason?: Error): void {
    this.#stop.abort(reason);
  }
}

/** Lets everything happen that is due now. */
export async function settle(): Promise<void> {
  await jest.advanceTimersByTimeAsync(0);
}
