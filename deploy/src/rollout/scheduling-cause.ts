import { recordsAt, refOf, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { atTheDeadline, ifItGoesOn, type Cause } from './cause.ts';
import type { World } from './new-pods.ts';
import { conditionOf } from './rules/verdicts.ts';
import { claimCause } from './storage-cause.ts';
import type { IsFresh } from './warnings.ts';

/** A pod that no node takes, by the scheduler's own words, or by its claim's where that is what it waits for. */
export function schedulingCause(pod: KubernetesObject, world: World, isFresh: IsFresh): Cause | undefined {
  const condition = conditionOf(pod, 'PodScheduled');
  if (condition?.status !== 'False') return undefined;
  const claim = /persistentvolumeclaim|storageclass/i.test(condition.message)
    ? claimCause(pod, world, isFresh)
    : undefined;
  if (claim) return claim;
  const missing = /persistentvolumeclaim "([^"]+)" not found/.exec(condition.message)?.[1];
  const asked = askedText(pod, condition.message);
  return {
    code: 'ROLLOUT_FAILED',
    reason: condition.reason || 'Unschedulable',
    detail: `Pod ${pod.metadata.name}: no node takes it: ${condition.message}${asked}`,
    advice: missing
      ? `create the PersistentVolumeClaim ${missing}, or name another one in the values`
      : adviceForScheduling(condition.message),
    patienceMs: missing ? ifItGoesOn : atTheDeadline,
    pod: refOf(pod),
  };
}

/** `; it asks for 16 cpu`, by its containers together as they ask for it. */
function askedText(pod: KubernetesObject, message: string): string {
  const resource = lackingIn(message);
  if (!resource) return '';
  const asked = recordsAt(pod, 'spec', 'containers').flatMap(
    (container) => textAt(container, 'resources', 'requests', resource) ?? [],
  );
  return asked.length > 0 ? `; it asks for ${asked.join(' and ')} ${resource}` : '';
}

function lackingIn(message: string): string | undefined {
  return /Insufficient ([\w./-]+?)[.,]?(?:\s|$)/.exec(message)?.[1];
}

function adviceForScheduling(message: string): string {
  const resource = lackingIn(message);
  if (resource) return `ask for less ${resource} in the values, or add a node`;
  const taint = /untolerated taint\(?s?\)? \{([^}]+)\}/.exec(message)?.[1];
  if (taint) return `give the pod a toleration for ${taint}, or add a node without it`;
  if (/didn't match Pod's node (affinity|selector)/.test(message))
    return "correct the pod's nodeSelector or affinity in the values, or label a node";
  return 'ask for what a node has in the values, or add a node';
}
