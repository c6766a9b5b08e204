import { at, recordsAt, refOf, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { atTheDeadline, ifItStays, type Cause } from './cause.ts';
import { adviceForMissing, containerCauses } from './container-cause.ts';
import { newPodsOf, type World } from './new-pods.ts';
import { conditionOf } from './rules/verdicts.ts';

/** Events that came while we watched; older ones may tell of a trouble that is over. */
export type IsFresh = (event: KubernetesObject) => boolean;

/**
 * Why a workload is not ready, the gravest cause first, or undefined when nothing speaks against waiting on.
 * Pure: judged on the pods of the new revision, and on what their controller and the events say of them.
 */
export function diagnose(workload: KubernetesObject, world: World, isFresh: IsFresh): Cause | undefined {
  const pods = newPodsOf(workload, world);
  const refused = refusalCause(workload, world, isFresh);
  const causes = [
    ...pods.flatMap(containerCauses),
    ...pods.flatMap((pod) => mountCause(pod, world, isFresh) ?? []),
    ...(refused ? [refused] : []),
    ...pods.flatMap((pod) => schedulingCause(pod) ?? []),
    ...pods.flatMap((pod) => probeCause(pod, world) ?? []),
  ];
  return causes.reduce<Cause | undefined>(
    (gravest, cause) => (gravest && gravest.patienceMs <= cause.patienceMs ? gravest : cause),
    undefined,
  );
}

/** The last Warning event with this reason about an object. */
function eventOf(
  object: KubernetesObject,
  world: World,
  reasons: readonly string[],
): KubernetesObject | undefined {
  return world.events.findLast(
    (event) =>
      textAt(event, 'involvedObject', 'uid') === object.metadata.uid &&
      reasons.includes(textAt(event, 'reason') ?? ''),
  );
}

/** A Secret, ConfigMap or key that a volume needs and that is not there: the pod waits for it without any other sign. */
function mountCause(pod: KubernetesObject, world: World, isFresh: IsFresh): Cause | undefined {
  const hasStarted = conditionOf(pod, 'PodReadyToStartContainers')?.status === 'True';
  const event = hasStarted
    ? undefined
    : eventOf(pod, world, ['FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox']);
  if (!event) return undefined;
  const message = textAt(event, 'message') ?? '';
  const isMissing = /(secret|configmap) "[^"]+" not found|non-existent (secret|config) key/i.test(message);
  return {
    code: isMissing ? 'CONFIG_MISSING' : 'ROLLOUT_FAILED',
    reason: textAt(event, 'reason') ?? 'FailedMount',
    detail: `Pod ${pod.metadata.name}: ${message.slice(0, 500)}`,
    advice: isMissing ? adviceForMissing(message) : `see kubectl describe pod ${pod.metadata.name}`,
    patienceMs: isMissing && isFresh(event) ? ifItStays : atTheDeadline,
    pod: refOf(pod),
  };
}

/** Quota, Pod Security or a webhook keeps the controller from creating pods at all. */
function refusalCause(workload: KubernetesObject, world: World, isFresh: IsFresh): Cause | undefined {
  const condition = conditionOf(workload, 'ReplicaFailure');
  if (condition?.status === 'True') return refusal(condition.reason, condition.message, ifItStays);
  const event = eventOf(workload, world, ['FailedCreate']);
  const message = textAt(event, 'message') ?? '';
  return event && refusal('FailedCreate', message, isFresh(event) ? ifItStays : atTheDeadline);
}

function refusal(reason: string, message: string, patienceMs: number): Cause {
  const isQuota = /quota/i.test(message);
  return {
    code: 'POD_REFUSED',
    reason,
    detail: `its pods are not admitted: ${message.slice(0, 500)}`,
    advice: isQuota
      ? 'raise the quota of the namespace, or ask for less'
      : 'correct the fields that the message names',
    patienceMs,
  };
}

function schedulingCause(pod: KubernetesObject): Cause | undefined {
  const condition = conditionOf(pod, 'PodScheduled');
  if (condition?.status !== 'False') return undefined;
  return {
    code: 'ROLLOUT_FAILED',
    reason: condition.reason || 'Unschedulable',
    detail: `Pod ${pod.metadata.name}: no node takes it: ${condition.message}`,
    advice: 'ask for fewer resources in the values, or add a node',
    patienceMs: atTheDeadline,
    pod: refOf(pod),
  };
}

/** A container that runs and is not ready: what its probe last said. */
function probeCause(pod: KubernetesObject, world: World): Cause | undefined {
  const waiting = recordsAt(pod, 'status', 'containerStatuses').find(
    (status) => at(status, 'ready') === false && at(status, 'state', 'running') !== undefined,
  );
  if (!waiting) return undefined;
  const said = textAt(eventOf(pod, world, ['Unhealthy', 'ProbeError']), 'message')?.trim();
  return {
    code: 'ROLLOUT_FAILED',
    reason: 'NotReady',
    detail: `Pod ${pod.metadata.name}: it runs and is not ready: ${said ?? 'no probe has answered yet'}`,
    advice: 'see why its readiness probe fails, or give the environment a longer timeout',
    patienceMs: atTheDeadline,
    pod: refOf(pod),
    container: textAt(waiting, 'name') ?? '',
  };
}
