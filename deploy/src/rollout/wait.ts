import type { Cluster } from '../cluster/cluster.ts';
import { refKey, refText, type KubernetesObject, type ObjectRef } from '../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../report/events.ts';
import { atOnce, type Cause } from './cause.ts';
import { diagnose } from './diagnose.ts';
import { failureCause } from './failure-cause.ts';
import { openView, type LiveView } from './live-view.ts';
import type { World } from './new-pods.ts';
import { statusOf } from './status.ts';
import { progressing } from './rules/verdicts.ts';

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

export interface WaitOptions {
  readonly namespace: string;
  /** Selects the objects that are waited for, among others of their kinds. */
  readonly labelSelector: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called when an object's state, reason or message is another one. */
  readonly onStatus: (ref: ObjectRef, status: ObjectStatus) => void;
}

/** @throws DeployError when the cluster cannot be watched, the signal's reason when it is aborted */
export async function waitUntilReady(
  cluster: Cluster,
  refs: readonly ObjectRef[],
  options: WaitOptions,
): Promise<WaitResult> {
  if (refs.length === 0) return { outcome: 'ready' };
  const deadline = performance.now() + options.timeoutMs;
  const view = openView(cluster, { ...options, refs });
  const judge = new Judge(view, options.onStatus);
  try {
    let nextLookMs = options.timeoutMs;
    for (;;) {
      await view.changed(Math.max(0, Math.min(nextLookMs, deadline - performance.now())));
      const verdicts = refs.map((ref) => judge.look(ref));
      const isLate = performance.now() >= deadline;
      const failure = verdicts.find(({ isOver }) => isOver) ?? (isLate ? gravest(verdicts) : undefined);
      if (failure) return { ...failure, outcome: failure.isOver ? 'failed' : 'timed-out', world: view.world };
      if (verdicts.every(({ status }) => status.state === 'ready')) return { outcome: 'ready' };
      nextLookMs = Math.min(...verdicts.map(({ untilOverMs }) => untilOverMs));
    }
  } finally {
    await view.close();
  }
}

interface Verdict {
  readonly ref: ObjectRef;
  readonly object: KubernetesObject | undefined;
  readonly status: ObjectStatus;
  readonly cause: Cause;
  /** Whether waiting on is of no use. */
  readonly isOver: boolean;
  /** When the cause's patience ends, if it stays. */
  readonly untilOverMs: number;
}

class Judge {
  readonly #view: LiveView;
  readonly #onStatus: WaitOptions['onStatus'];
  readonly #statuses = new Map<string, string>();
  readonly #since = new Map<string, { readonly reason: string; readonly at: number }>();

  constructor(view: LiveView, onStatus: WaitOptions['onStatus']) {
    this.#view = view;
    this.#onStatus = onStatus;
  }

  look(ref: ObjectRef): Verdict {
    const object = this.#view.get(ref);
    const status = object ? statusOf(object) : progressing('Missing', 'it is not there');
    this.#tell(ref, status);
    const cause = this.#causeOf(object, status);
    const seenForMs = this.#seenForMs(ref, status, cause);
    const isOver = seenForMs >= cause.patienceMs;
    return { ref, object, status, cause, isOver, untilOverMs: cause.patienceMs - seenForMs };
  }

  #tell(ref: ObjectRef, status: ObjectStatus): void {
    const text = JSON.stringify(status);
    if (this.#statuses.get(refKey(ref)) === text) return;
    this.#statuses.set(refKey(ref), text);
    this.#onStatus(ref, status);
  }

  #causeOf(object: KubernetesObject | undefined, status: ObjectStatus): Cause {
    const found = object && status.state !== 'ready' ? this.#lookDeeper(object, status) : undefined;
    return found ?? nothingWrong(status);
  }

  #lookDeeper(object: KubernetesObject, status: ObjectStatus): Cause | undefined {
    const world = this.#view.world;
    const cause = diagnose(object, world, (event) => this.#view.isFresh(event));
    if (status.state !== 'failed') return cause;
    return cause?.patienceMs === atOnce ? cause : failureCause(object, { status, world, cause });
  }

  /** How long this very cause has been seen without a break. */
  #seenForMs(ref: ObjectRef, status: ObjectStatus, cause: Cause): number {
    const key = refKey(ref);
    const now = performance.now();
    const since = this.#since.get(key);
    if (since?.reason === cause.reason && status.state !== 'ready') return now - since.at;
    this.#since.set(key, { reason: cause.reason, at: now });
    return 0;
  }
}

function nothingWrong({ reason, message }: ObjectStatus): Cause {
  const advice = 'give the environment a longer timeout, or see kubectl describe';
  return { code: 'ROLLOUT_FAILED', reason, detail: message, advice, patienceMs: Number.POSITIVE_INFINITY };
}

/** At the deadline: the unready object whose cause says most. */
function gravest(verdicts: readonly Verdict[]): Verdict | undefined {
  const unready = verdicts.filter(({ status }) => status.state !== 'ready');
  const score = ({ cause }: Verdict) => (cause.pod ? 0 : 1) + (Number.isFinite(cause.patienceMs) ? 0 : 1);
  return unready.toSorted((a, b) => score(a) - score(b) || refText(a.ref).localeCompare(refText(b.ref)))[0];
}
