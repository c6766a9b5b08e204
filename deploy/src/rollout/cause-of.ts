import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../report/events.ts';
import { atOnce, atTheDeadline, type Cause } from './cause.ts';
import { diagnose } from './diagnose.ts';
import { failureCause } from './failure-cause.ts';
import type { World } from './new-pods.ts';
import { describeCommand, type IsFresh } from './warnings.ts';

export interface Seen {
  readonly status: ObjectStatus;
  readonly world: World;
  readonly isFresh: IsFresh;
}

/** Why an object is not ready, by its pods and by what it says of itself; undefined when nothing speaks against waiting on. */
export function causeOf(object: KubernetesObject, { status, world, isFresh }: Seen): Cause | undefined {
  const cause = diagnose(object, world, isFresh);
  if (status.state !== 'failed') return cause;
  return cause?.patienceMs === atOnce ? cause : failureCause(object, { status, world, cause });
}

/** What its status alone says. */
export function statusCause({ reason, message }: ObjectStatus, object: KubernetesObject | undefined): Cause {
  const longer = 'give the environment a longer timeout';
  const advice = object ? `${longer}, or see ${describeCommand(object)}` : longer;
  return { code: 'ROLLOUT_FAILED', reason, detail: message, advice, patienceMs: atTheDeadline };
}
