import {
  at,
  numberAt,
  recordsAt,
  refOf,
  textAt,
  type KubernetesObject,
} from '../cluster/kubernetes-object.ts';
import { atTheDeadline, ifItGoesOn, type Cause } from './cause.ts';
import type { World } from './new-pods.ts';
import { conditionOf } from './rules/verdicts.ts';
import { claimCause } from './storage-cause.ts';
import { lastWarning, messageOf, timesWarned, type IsFresh } from './warnings.ts';

/** A pod that no node takes, by the scheduler's own words, or by its claim's where that is what it waits for. */
export function schedulingCause(pod: KubernetesObject, world: World, isFresh: IsFresh): Cause | undefined {
  const condition = conditionOf(pod, 'PodScheduled');
  if (condition?.status !== 'False') return undefined;
  const claim = /persistentvolumeclaim|storageclass/i.test(condition.message)
    ? claimCause(pod, world, isFresh)
    : undefined;
  if (claim) return claim;
  const missing = /persistentvolumeclaim "([^"]+)" not found/.exec(condition.message)?.[1];
  return {
    code: 'ROLLOUT_FAILED',
    reason: condition.reason || 'Unschedulable',
    detail: `Pod ${pod.metadata.name}: no node takes it: ${condition.message}`,
    advice: missing
      ? `create the PersistentVolumeClaim ${missing}, or name another one in the values`
      : adviceForScheduling(condition.message),
    patienceMs: missing ? ifItGoesOn : atTheDeadline,
    pod: refOf(pod),
  };
}

function adviceForScheduling(message: string): string {
  const resource = /Insufficient ([\w./-]+?)[.,]?(?:\s|$)/.exec(message)?.[1];
  if (resource) return `ask for less ${resource} in the values, or add a node`;
  const taint = /untolerated taint\(?s?\)? \{([^}]+)\}/.exec(message)?.[1];
  if (taint) return `give the pod a toleration for ${taint}, or add a node without it`;
  if (/didn't match Pod's node (affinity|selector)/.test(message))
    return "correct the pod's nodeSelector or affinity in the values, or label a node";
  return 'ask for what a node has in the values, or add a node';
}

/** Containers that run and are not ready: what their probe last said. */
export function probeCause(pod: KubernetesObject, world: World): Cause | undefined {
  const waiting = recordsAt(pod, 'status', 'containerStatuses').find(
    (status) => at(status, 'ready') === false && at(status, 'state', 'running') !== undefined,
  );
  if (!waiting) return gateCause(pod);
  const container = textAt(waiting, 'name') ?? '';
  const said = messageOf(lastWarning(pod, world, probeReasons));
  const isAllowedFor = mayStillSucceed(pod, container, world);
  return {
    code: 'ROLLOUT_FAILED',
    reason: said ? 'ProbeFailed' : notReadyYet,
    detail: `Pod ${pod.metadata.name}: it runs and is not ready${isAllowedFor ? ' yet' : ''}: ${said || 'no probe has answered'}`,
    advice: `see why its ${probeOf(said)} probe fails, or give the environment a longer timeout`,
    patienceMs: atTheDeadline,
    isAllowedFor,
    pod: refOf(pod),
    container,
  };
}

const probeReasons = ['Unhealthy', 'ProbeError'];

/** What Kubernetes takes where a probe does not say. */
const failureThreshold = 3;

/**
 * Whether no probe has failed more often than it may. A startup or liveness probe that has ends the container, which is a
 * cause of its own; so it is the readiness probe that counts.
 */
function mayStillSucceed(pod: KubernetesObject, container: string, world: World): boolean {
  const spec = recordsAt(pod, 'spec', 'containers').find(({ name }) => name === container);
  const allowed = numberAt(spec, 'readinessProbe', 'failureThreshold') ?? failureThreshold;
  return timesWarned(pod, world, { reasons: probeReasons, message: /^Readiness probe/ }) < allowed;
}

/** The reason of a pod that starts as any pod does, which is no news. */
export const notReadyYet = 'NotReady';

function probeOf(said: string): string {
  return /^(Startup|Liveness) probe/.exec(said)?.[1]?.toLowerCase() ?? 'readiness';
}

/** Every container is ready, and the pod waits for a condition that another program sets. */
function gateCause(pod: KubernetesObject): Cause | undefined {
  const condition = conditionOf(pod, 'Ready');
  if (condition?.reason !== 'ReadinessGatesNotReady') return undefined;
  return {
    code: 'ROLLOUT_FAILED',
    reason: condition.reason,
    detail: `Pod ${pod.metadata.name}: its containers are ready and its readiness gates are not: ${condition.message}`,
    advice: 'see why the controller of that readiness gate does not set it',
    patienceMs: atTheDeadline,
    pod: refOf(pod),
  };
}
