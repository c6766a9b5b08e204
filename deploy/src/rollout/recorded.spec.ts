import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { readStream } from '../../test/fixtures.ts';
import { ScriptedCluster } from '../../test/support/scripted-cluster.ts';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { gradeOf } from './cause.ts';
import { waitUntilReady, type WaitResult } from './wait.ts';

interface Told {
  readonly atMs: number;
  readonly cause: string;
}

interface Said {
  readonly atMs: number;
  readonly message: string;
}

/** A cause is told so soon after the cluster showed it. */
const toldWithinMs = 5_000;

describe('waitUntilReady, shown what a cluster did', () => {
  const stop = new AbortController();

  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  /** Replays a recorded rollout up to its end, and a while on. */
  async function replay(name: string, timeoutMs: number, alter = (object: KubernetesObject) => object) {
    const cluster = new ScriptedCluster();
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'todo', name: 'app', generation: 2 };
    const told: Told[] = [];
    const said: Said[] = [];
    const ended: { atMs?: number; result?: WaitResult } = {};
    const startedAt = performance.now();
    const now = () => performance.now() - startedAt;
    const options = { namespace: 'todo', labelSelector: 'ours', timeoutMs, signal: stop.signal };
    const done = waitUntilReady(cluster.asCluster(), [ref], {
      ...options,
      onStatus: (_ref, { message }) => void said.push({ atMs: now(), message }),
      onCause: (_ref, cause) => void told.push({ atMs: now(), cause: `${gradeOf(cause)} ${cause.reason}` }),
    }).then((result) => Object.assign(ended, { result, atMs: now() }));
    for (const { atMs, object, isDeleted } of readStream(name)) {
      await jest.advanceTimersByTimeAsync(atMs - now());
      if (isDeleted) cluster.remove(object);
      else cluster.set(alter(object));
    }
    await jest.advanceTimersByTimeAsync(timeoutMs);
    await done;
    return { told, said, ...ended };
  }

  it.each([
    [
      'crash-loop',
      'failed',
      [
        [5_745, 'at-deadline ProbeFailed'],
        [6_295, 'at-deadline Crashed'],
        [10_832, 'hopeless CrashLoopBackOff'],
      ],
    ],
    ['missing-key', 'failed', [[3_413, 'repeating CreateContainerConfigError']]],
    ['never-ready', 'timed-out', [[5_045, 'at-deadline ProbeFailed']]],
    ['slow-start', 'ready', [[5_253, 'at-deadline ProbeFailed']]],
    ['starts-at-second-try', 'ready', [[6_513, 'at-deadline Crashed']]],
  ] as const)('%s: %s', async (name, outcome, shown) => {
    const { told, result } = await replay(name, 30_000);
    expect(result?.outcome).toBe(outcome);
    expect(told.map(({ cause }) => cause)).toEqual(shown.map(([, cause]) => cause));
    for (const [index, [shownAtMs]] of shown.entries()) {
      const { atMs = Infinity } = told[index] ?? {};
      expect(atMs - shownAtMs).toBeGreaterThanOrEqual(0);
      expect(atMs - shownAtMs).toBeLessThanOrEqual(toldWithinMs);
    }
  });

  it('tells of a slow start that its probe allows for, and calls nothing of it a cause', async () => {
    const containers = [{ name: 'app', readinessProbe: { failureThreshold: 30 } }];
    const patient = (object: KubernetesObject) =>
      object.kind === 'Pod' ? { ...object, spec: { containers } } : object;
    const { told, said, result } = await replay('slow-start', 30_000, patient);
    expect(result?.outcome).toBe('ready');
    expect(told).toEqual([]);
    const allowed = said.filter(({ message }) => message.includes('not ready yet: Readiness probe failed'));
    expect(allowed).toHaveLength(1);
    expect(allowed[0]?.atMs).toBeLessThanOrEqual(3_429 + toldWithinMs);
  });

  it('ends a crash loop as soon as it shows the same exit again', async () => {
    expect((await replay('crash-loop', 60_000)).atMs).toBeCloseTo(10_832, -1);
  });
});
