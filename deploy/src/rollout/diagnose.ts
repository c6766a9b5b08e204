import { recordsAt, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { atTheDeadline, type Cause } from './cause.ts';
import { containerCauses } from './container-cause.ts';
import { lastEnd } from './container-ends.ts';
import { newPodsOf, type World } from './new-pods.ts';
import { probeCause } from './probe-cause.ts';
import { refusalCause } from './refusal-cause.ts';
import { schedulingCause } from './scheduling-cause.ts';
import { claimCause, mountCause } from './storage-cause.ts';
import { evictionCause } from './volume-cause.ts';
import { describeCommand, lastWarning, messageOf, type IsFresh } from './warnings.ts';

/**
 * Why an object is not ready, the gravest cause first, or undefined when nothing speaks against waiting on.
 * Pure: judged on the pods of the new revision, and on what their controller and the events say of them.
 */
export function diagnose(object: KubernetesObject, world: World, isFresh: IsFresh): Cause | undefined {
  const pods = newPodsOf(object, world);
  const causes = [
    ...pods.flatMap((pod) => endCauses(pod, world)),
    ...pods.flatMap((pod) => mountCause(pod, world, isFresh) ?? []),
    ...maybe(refusalCause(object, world, isFresh)),
    ...pods.flatMap((pod) => schedulingCause(pod, world, isFresh) ?? []),
    ...maybe(claimCause(object, world, isFresh)),
    ...pods.flatMap((pod) => probeCause(pod, world) ?? []),
    ...maybe(podKinds.has(object.kind) ? undefined : warningCause(object, world)),
  ];
  return causes.reduce<Cause | undefined>(
    (gravest, cause) => (gravest && !isGraver(cause, gravest) ? gravest : cause),
    undefined,
  );
}

/** What ended a pod, or ends its containers. */
function endCauses(pod: KubernetesObject, world: World): readonly Cause[] {
  const eviction = evictionCause(pod);
  if (eviction) return [eviction];
  return containerCauses(pod, world.ends).map((cause) => withProbe(cause, pod, world));
}

function isGraver(cause: Cause, other: Cause): boolean {
  if (cause.patienceMs !== other.patienceMs) return cause.patienceMs < other.patienceMs;
  return other.isAllowedFor === true && !cause.isAllowedFor;
}

function maybe(cause: Cause | undefined): readonly Cause[] {
  return cause ? [cause] : [];
}

/** A container that its probe ended did not end by itself. */
function withProbe(cause: Cause, pod: KubernetesObject, world: World): Cause {
  const status = recordsAt(pod, 'status', 'containerStatuses').find(({ name }) => name === cause.container);
  const wasKilled = cause.reason !== 'OOMKilled' && killed.has((status && lastEnd(status)?.exitCode) ?? 0);
  const said = wasKilled ? messageOf(lastWarning(pod, world, ['Unhealthy'])) : '';
  if (cause.code !== 'CONTAINER_CRASHED' || !/^(Liveness|Startup) probe/.test(said)) return cause;
  const advice = 'correct that probe in the values, or give the start more time with a startup probe';
  return { ...cause, detail: `${cause.detail}; ${said}`, advice };
}

/** How SIGKILL and SIGTERM end a process. */
const killed = new Set([137, 143]);

/** Their warnings tell of their pods, which speak for themselves. */
const podKinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'Pod']);

/** What the controller of any other kind last complained of. */
function warningCause(object: KubernetesObject, world: World): Cause | undefined {
  const event = lastWarning(object, world);
  if (!event) return undefined;
  return {
    code: 'ROLLOUT_FAILED',
    reason: textAt(event, 'reason') ?? 'Warning',
    detail: messageOf(event),
    advice: describeCommand(object),
    patienceMs: atTheDeadline,
  };
}
