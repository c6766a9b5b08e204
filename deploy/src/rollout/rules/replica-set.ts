import { numberAt, type KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { progressing, ready, retiring } from './verdicts.ts';

export function replicaSetStatus(object: KubernetesObject): ObjectStatus {
  const count = (name: string) => numberAt(object, 'status', name) ?? 0;
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1;
  if (numberAt(object, 'status', 'observedGeneration') === undefined) {
    return progressing('NotObserved', 'its controller has not seen it yet');
  }
  const [labelled, available] = [count('fullyLabeledReplicas'), count('availableReplicas')];
  if (labelled < wanted) return progressing('Creating', `${labelled}/${wanted} replicas created`);
  if (available < wanted || count('readyReplicas') < wanted) {
    return progressing('Starting', `${count('readyReplicas')}/${wanted} replicas ready`);
  }
  if (count('replicas') > wanted) return retiring(count('replicas') - wanted);
  return ready(`${wanted}/${wanted} replicas ready`);
}
