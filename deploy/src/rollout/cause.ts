import type { ObjectRef } from '../cluster/kubernetes-object.ts';
import type { rolloutErrors } from '../errors/rollout-errors.ts';
import type { CauseGrade } from '../report/events.ts';

export type RolloutCode = Exclude<
  keyof typeof rolloutErrors,
  'DEPLOY_CANCELLED' | 'ROLLOUT_TIMED_OUT' | 'ROLLBACK_FAILED'
>;

/**
 * Why a rollout cannot finish, or has not yet. Its patience is how long it must be seen without a break before it ends the
 * wait: nothing for what no waiting mends, a few seconds for what may pass, for ever for what only the deadline decides.
 */
export interface Cause {
  readonly code: RolloutCode;
  /** `CrashLoopBackOff`, `FailedMount`, …: one stable word. */
  readonly reason: string;
  /** What is seen, in one sentence that names the pod. */
  readonly detail: string;
  readonly advice: string;
  readonly patienceMs: number;
  /** Whether the object's own settings still allow for it, so that it is a state and no trouble yet. */
  readonly isAllowedFor?: boolean;
  /** Whose log and events are the evidence. */
  readonly pod?: ObjectRef;
  readonly container?: string;
  /** Whether the container that failed is the one before the present one. */
  readonly isPrevious?: boolean;
}

export const atOnce = 0;
export const ifItStays = 2_000;
export const ifItGoesOn = 30_000;
export const atTheDeadline = Number.POSITIVE_INFINITY;

/** What the patience with a cause means to a person. */
export function gradeOf({ patienceMs }: Pick<Cause, 'patienceMs'>): CauseGrade {
  if (patienceMs === atOnce) return 'hopeless';
  return Number.isFinite(patienceMs) ? 'repeating' : 'at-deadline';
}

/**
 * Two causes of one trouble have the same key: the same thing seen of another pod, or by another name while the kubelet
 * waits before it tries again.
 */
export function causeKey({ code, reason, container = '' }: Cause): string {
  return [code, code === 'ROLLOUT_FAILED' ? reason : '', container].join(' ');
}
