import { numberAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { atTheDeadline, ifItGoesOn, ifItStays, type Cause } from './cause.ts';
import type { World } from './new-pods.ts';
import { conditionOf } from './rules/verdicts.ts';
import { lastWarning, messageOf, type IsFresh } from './warnings.ts';

/** Quota, Pod Security or a webhook keeps the controller from creating pods at all. */
export function refusalCause(workload: KubernetesObject, world: World, isFresh: IsFresh): Cause | undefined {
  const condition = conditionOf(workload, 'ReplicaFailure');
  if (condition?.status === 'True')
    return refusal(condition.reason, condition.message, patienceWith(condition.message));
  const event = lastWarning(workload, world, ['FailedCreate']);
  if (!event || hasAllPods(workload)) return undefined;
  const message = messageOf(event);
  return refusal('FailedCreate', message, isFresh(event) ? patienceWith(message) : atTheDeadline);
}

/** A refusal stays until someone acts; what could not be asked may answer the next time. */
function patienceWith(message: string): number {
  return isUnanswered(message) ? ifItGoesOn : ifItStays;
}

function isUnanswered(message: string): boolean {
  return /failed calling webhook|failed to call webhook|timed? ?out|connection refused|etcdserver/i.test(
    message,
  );
}

function hasAllPods(workload: KubernetesObject): boolean {
  const wanted =
    numberAt(workload, 'spec', 'replicas') ?? numberAt(workload, 'status', 'desiredNumberScheduled');
  const found =
    numberAt(workload, 'status', 'replicas') ?? numberAt(workload, 'status', 'currentNumberScheduled');
  return wanted !== undefined && found !== undefined && found >= wanted;
}

function refusal(reason: string, message: string, patienceMs: number): Cause {
  return {
    code: 'POD_REFUSED',
    reason,
    detail: `its pods are not admitted: ${message.slice(0, 500)}`,
    advice: adviceFor(message),
    patienceMs,
  };
}

/** One edit for what keeps pods from being created, by the words of who refuses them. */
function adviceFor(message: string): string {
  const quota = /exceeded quota: ([^,\s]+)/.exec(message)?.[1];
  if (quota) return `raise the quota ${quota} of the namespace, or ask for less`;
  if (/violates PodSecurity/.test(message)) return 'set the securityContext fields that the message names';
  const down = /fail(?:ed|ing) (?:calling|to call) webhook "([^"]+)"/.exec(message)?.[1];
  if (down) return `mend the service behind the admission webhook ${down}`;
  const webhook = /admission webhook "([^"]+)" denied/.exec(message)?.[1];
  if (webhook) return `correct what the admission webhook ${webhook} objects to`;
  const account = /serviceaccount "([^"]+)" not found/.exec(message)?.[1];
  if (account) return `create the ServiceAccount ${account}, or name another one in the values`;
  return 'correct the fields that the message names';
}
