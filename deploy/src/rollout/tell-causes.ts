import { refText, type ObjectRef } from '../cluster/kubernetes-object.ts';
import { gradeOf, type Cause } from './cause.ts';
import { collectEvidence } from './collect-evidence.ts';
import type { World } from './new-pods.ts';
import type { UnitRollout } from './roll-out-unit.ts';

export interface CauseTeller {
  /** Reports the cause with what shows it, while the wait goes on. */
  readonly tell: (ref: ObjectRef, cause: Cause, world: World) => void;
  /** Resolves once everything that was told is reported. */
  readonly settled: () => Promise<void>;
}

/** A cause is told within seconds, whether or not the cluster has answered with its log by then. */
const evidenceTimeoutMs = 2_000;

/** Tells the causes of one rollout as they are found. */
export function tellCauses(rollout: UnitRollout): CauseTeller {
  const { cluster, unit, report } = rollout;
  let last = Promise.resolve();
  const tellOne = async (ref: ObjectRef, cause: Cause, world: World) => {
    const signal = AbortSignal.any([rollout.signal, AbortSignal.timeout(evidenceTimeoutMs)]);
    const evidence = collectEvidence(cluster, { ...rollout, cause, world, signal });
    const { detail, reason, advice, lines } = await evidence.catch(() => ({ ...cause, lines: [] }));
    const { code } = cause;
    const what = { unit, object: refText(ref), code, reason, grade: gradeOf(cause) };
    report({ type: 'cause-seen', ...what, cause: detail, advice, evidence: lines });
  };
  return {
    tell: (ref, cause, world) => {
      const told = tellOne(ref, cause, world);
      last = Promise.all([last, told]).then(() => undefined);
    },
    settled: () => last,
  };
}
