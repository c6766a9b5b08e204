import type { ErrorTable } from '@todo/errors';

export interface RolloutFact {
  /** `Deployment/todo/backend`. */
  readonly object: string;
  /** The unit that owns it. */
  readonly unit: string;
  /** `CrashLoopBackOff`, `ImageNotFound`, …: one word, stable. */
  readonly reason: string;
  /** What was seen, in one sentence, without secrets. */
  readonly detail: string;
  /** Pod states, events, last log lines; no secrets. */
  readonly evidence: readonly string[];
  /** What was left behind, as observed. */
  readonly state: string;
  /** One command or edit that mends it. */
  readonly advice: string;
  /** The folder where everything that was known of it is saved. */
  readonly bundle?: string;
}

/** What waiting for a rollout can end with. */
export const rolloutErrors = {
  ROLLOUT_FAILED: {
    title: 'A rollout cannot finish',
    message: ({ object, detail, state }: RolloutFact) => `${object}: ${detail}; ${state}`,
    hint: nextStep,
    exitCode: 40,
  },
  IMAGE_NOT_PULLED: {
    title: 'The cluster cannot pull an image',
    message: ({ object, detail, state }: RolloutFact) => `${object}: ${detail}; ${state}`,
    hint: nextStep,
    exitCode: 41,
  },
  CONTAINER_CRASHED: {
    title: 'A container ends again and again',
    message: ({ object, detail, state }: RolloutFact) => `${object}: ${detail}; ${state}`,
    hint: nextStep,
    exitCode: 42,
  },
  CONFIG_MISSING: {
    title: 'A container waits for a Secret or ConfigMap that is not there',
    message: ({ object, detail, state }: RolloutFact) => `${object}: ${detail}; ${state}`,
    hint: nextStep,
    exitCode: 43,
  },
  JOB_FAILED: {
    title: 'A Job failed',
    message: ({ object, detail, state }: RolloutFact) => `${object}: ${detail}; ${state}`,
    hint: nextStep,
    exitCode: 44,
  },
  POD_REFUSED: {
    title: 'The cluster does not admit the pods',
    message: ({ object, detail, state }: RolloutFact) => `${object}: ${detail}; ${state}`,
    hint: nextStep,
    exitCode: 45,
  },
  ROLLOUT_TIMED_OUT: {
    title: 'A rollout took too long',
    message: ({ object, detail, seconds, state }: RolloutFact & { seconds: number }) =>
      `${object}: not ready after ${seconds} s: ${detail}; ${state}`,
    hint: nextStep,
    exitCode: 46,
  },
  ROLLBACK_FAILED: {
    title: 'A rollout cannot finish, and neither can going back',
    message: ({ object, detail, state, rollback }: RolloutFact & { rollback: string }) =>
      `${object}: ${detail}; going back failed too: ${rollback}; ${state}`,
    hint: nextStep,
    exitCode: 47,
  },
  GATE_FAILED: {
    title: 'A unit does not pass its gate',
    message: ({ object, detail, state }: RolloutFact) => `${object}: ${detail}; ${state}`,
    hint: nextStep,
    exitCode: 48,
  },
  DEPLOY_CANCELLED: {
    title: 'The deploy was cancelled',
    message: ({ environment, state }: { environment: string; state: string }) =>
      `Environment ${environment}: the deploy was cancelled; ${state}`,
    hint: () => 'the same command again finishes it',
    exitCode: 130,
  },
} as const satisfies ErrorTable;

function nextStep({ advice, bundle }: RolloutFact): string {
  return bundle ? `${advice}; logs, events and objects are in ${bundle}` : advice;
}
