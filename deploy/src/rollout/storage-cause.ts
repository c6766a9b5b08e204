import { recordsAt, refOf, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { atTheDeadline, ifItGoesOn, ifItStays, type Cause } from './cause.ts';
import { adviceForMissing } from './container-cause.ts';
import type { World } from './new-pods.ts';
import { conditionOf } from './rules/verdicts.ts';
import { describeCommand, lastWarning, messageOf, type IsFresh } from './warnings.ts';

/** A volume that cannot be mounted, such as one of a Secret that is not there: the pod waits for it without another sign. */
export function mountCause(pod: KubernetesObject, world: World, isFresh: IsFresh): Cause | undefined {
  const hasStarted = conditionOf(pod, 'PodReadyToStartContainers')?.status === 'True';
  const event = hasStarted
    ? undefined
    : lastWarning(pod, world, ['FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox']);
  if (!event) return undefined;
  const message = messageOf(event);
  const isMissing = /(secret|configmap) "[^"]+" not found|non-existent (secret|config) key/i.test(message);
  return {
    code: isMissing ? 'CONFIG_MISSING' : 'ROLLOUT_FAILED',
    reason: textAt(event, 'reason') ?? 'FailedMount',
    detail: `Pod ${pod.metadata.name}: ${message}`,
    advice: isMissing ? adviceForMissing(message) : adviceForMount(pod, message),
    patienceMs: isMissing && isFresh(event) ? ifItStays : atTheDeadline,
    pod: refOf(pod),
  };
}

function adviceForMount(pod: KubernetesObject, message: string): string {
  return message.includes('Multi-Attach')
    ? 'give the workload the strategy Recreate, or delete the pod that still holds the volume'
    : describeCommand(pod);
}

/** The claim that a pod waits for, or that is itself waited for, and why it has no volume. */
export function claimCause(object: KubernetesObject, world: World, isFresh: IsFresh): Cause | undefined {
  const claims = new Set(object.kind === 'PersistentVolumeClaim' ? [object.metadata.name] : claimsOf(object));
  const event = world.events.findLast(
    ({ involvedObject }) =>
      textAt(involvedObject, 'kind') === 'PersistentVolumeClaim' &&
      claims.has(textAt(involvedObject, 'name') ?? ''),
  );
  if (!event) return undefined;
  const message = messageOf(event);
  const storageClass = /storageclass\S* "([^"]+)" not found/i.exec(message)?.[1];
  return {
    code: 'ROLLOUT_FAILED',
    reason: textAt(event, 'reason') ?? 'ProvisioningFailed',
    detail: `PersistentVolumeClaim ${textAt(event, 'involvedObject', 'name') ?? ''}: no volume is bound to it: ${message}`,
    advice: storageClass
      ? `name a StorageClass that exists in the values, instead of ${storageClass}`
      : 'mend what its provisioner says, or bind a volume to it',
    patienceMs: storageClass && isFresh(event) ? ifItGoesOn : atTheDeadline,
    ...(object.kind === 'Pod' && { pod: refOf(object) }),
  };
}

function claimsOf(pod: KubernetesObject): readonly string[] {
  return recordsAt(pod, 'spec', 'volumes').flatMap(
    (volume) => textAt(volume, 'persistentVolumeClaim', 'claimName') ?? [],
  );
}
