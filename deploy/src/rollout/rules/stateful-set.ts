import { numberAt, textAt, type KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { progressing, ready, retiring } from './verdicts.ts';

export function statefulSetStatus(object: KubernetesObject): ObjectStatus {
  const count = (name: string) => numberAt(object, 'status', name) ?? 0;
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1;
  if (numberAt(object, 'status', 'observedGeneration') === undefined) {
    return progressing('NotObserved', 'its controller has not seen it yet');
  }
  if (textAt(object, 'spec', 'updateStrategy', 'type') !== 'OnDelete') {
    const updating = updateStatus(object, wanted);
    if (updating) return updating;
  }
  const available = numberAt(object, 'status', 'availableReplicas') ?? count('readyReplicas');
  if (count('readyReplicas') < wanted || available < wanted) {
    return progressing('Starting', `${count('readyReplicas')}/${wanted} replicas ready`);
  }
  if (count('replicas') > wanted) return retiring(count('replicas') - wanted);
  return ready(`${wanted}/${wanted} replicas ready`);
}

/** Replicas below the partition keep the old revision by intent. */
function updateStatus(object: KubernetesObject, wanted: number): ObjectStatus | undefined {
  const updated = numberAt(object, 'status', 'updatedReplicas') ?? 0;
  const partition = numberAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0;
  const toUpdate = Math.max(0, wanted - partition);
  const isOneRevision =
    textAt(object, 'status', 'currentRevision') === textAt(object, 'status', 'updateRevision');
  if (isOneRevision || updated >= toUpdate) return undefined;
  return progressing('Updating', `${updated}/${toUpdate} replicas updated`);
}
