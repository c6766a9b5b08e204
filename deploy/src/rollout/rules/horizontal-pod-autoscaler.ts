import { numberAt, type KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { conditionOf, failed, progressing, ready } from './verdicts.ts';

/** What it scales may be missing; metrics come a while after the pods, and are then no longer missed. */
export function horizontalPodAutoscalerStatus(object: KubernetesObject): ObjectStatus {
  const able = conditionOf(object, 'AbleToScale');
  if (able?.status === 'False') return failed(able.reason, able.message);
  const active = conditionOf(object, 'ScalingActive');
  if (active?.status === 'False' && active.reason !== 'ScalingDisabled')
    return progressing(active.reason, active.message);
  if (active?.status === 'False') return ready('its target is scaled to nothing');
  const [current, desired] = ['currentReplicas', 'desiredReplicas'].map((name) =>
    numberAt(object, 'status', name),
  );
  return ready(desired === undefined ? 'exists' : `${current ?? 0}/${desired} replicas`);
}
