import type { Cluster } from '../cluster/cluster.ts';
import { refText, type KubernetesObject, type ObjectRef } from '../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../report/events.ts';
import type { Cause } from './cause.ts';
import { Judge, type Awaited, type JudgeOptions, type Verdict } from './judge.ts';
import { openView, type LiveView } from './live-view.ts';
import { emptyWorld, type World } from './new-pods.ts';

/**
 * Waits until every object is ready at the same time, or one can no longer become so.
 *
 * A cause that no waiting mends ends the wait at once, one that may pass only after it was seen without a break for as
 * long as its grade says, everything else at the deadline. Only the new revision's pods count.
 */
export type WaitResult =
  | { readonly outcome: 'ready' }
  | {
      readonly outcome: 'failed' | 'timed-out';
      readonly ref: ObjectRef;
      readonly object: KubernetesObject | undefined;
      readonly status: ObjectStatus;
      readonly cause: Cause;
      readonly world: World;
    };

export interface WaitOptions extends JudgeOptions {
  readonly namespace: string;
  /** Selects the objects that are waited for, among others of their kinds. */
  readonly labelSelector: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What is ready by then needs no look at its pods. */
const lookDeeperAfterMs = 500;

/** @throws DeployError when the cluster cannot be watched, the signal's reason when it is aborted */
export async function waitUntilReady(
  cluster: Cluster,
  awaited: readonly Awaited[],
  options: WaitOptions,
): Promise<WaitResult> {
  if (awaited.length === 0) return { outcome: 'ready' };
  const view = openView(cluster, { ...options, refs: awaited });
  try {
    return await watch(view, awaited, options);
  } finally {
    await view.close();
  }
}

async function watch(view: LiveView, awaited: readonly Awaited[], options: WaitOptions): Promise<WaitResult> {
  const startedAt = performance.now();
  const deadline = startedAt + options.timeoutMs;
  const judge = new Judge(view, options);
  for (let nextLookMs = lookDeeperAfterMs; ;) {
    await view.changed(Math.max(0, Math.min(nextLookMs, deadline - performance.now())));
    const verdicts = awaited.map((ref) => judge.look(ref));
    const now = performance.now();
    const failure =
      verdicts.find(({ isOver }) => isOver) ?? (now >= deadline ? gravest(verdicts) : undefined);
    if (failure) {
      const outcome = failure.isOver ? 'failed' : 'timed-out';
      return { ...failure, outcome, world: view.world ?? emptyWorld };
    }
    if (verdicts.every(({ status }) => status.state === 'ready')) return { outcome: 'ready' };
    const untilDeeperMs = startedAt + lookDeeperAfterMs - now;
    if (untilDeeperMs <= 0) view.lookDeeper();
    nextLookMs = Math.min(
      ...verdicts.map((verdict) => verdict.nextLookMs),
      untilDeeperMs > 0 ? untilDeeperMs : Number.POSITIVE_INFINITY,
    );
  }
}

/** At the deadline: the unready object whose cause says most. */
function gravest(verdicts: readonly Verdict[]): Verdict | undefined {
  const unready = verdicts.filter(({ status }) => status.state !== 'ready');
  const score = ({ cause }: Verdict) => (cause.pod ? 0 : 1) + (Number.isFinite(cause.patienceMs) ? 0 : 1);
  return unready.toSorted((a, b) => score(a) - score(b) || refText(a.ref).localeCompare(refText(b.ref)))[0];
}
