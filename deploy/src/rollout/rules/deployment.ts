import { numberAt, type KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { conditionOf, failed, progressing, ready, retiring } from './verdicts.ts';

export function deploymentStatus(object: KubernetesObject): ObjectStatus {
  const count = (name: string) => numberAt(object, 'status', name) ?? 0;
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1;
  const progress = conditionOf(object, 'Progressing');
  if (progress?.status === 'False' && progress.reason === 'ProgressDeadlineExceeded') {
    return failed(
      progress.reason,
      `${count('availableReplicas')}/${wanted} replicas ready: ${progress.message}`,
    );
  }
  if (numberAt(object, 'status', 'observedGeneration') === undefined) {
    return progressing('NotObserved', 'its controller has not seen it yet');
  }
  const updated = count('updatedReplicas');
  if (updated < wanted) return progressing('Updating', `${updated}/${wanted} replicas updated`);
  if (count('availableReplicas') < wanted || count('readyReplicas') < wanted) {
    return progressing('Starting', `${count('readyReplicas')}/${wanted} replicas ready`);
  }
  if (count('replicas') > updated) return retiring(count('replicas') - updated);
  return ready(`${wanted}/${wanted} replicas ready`);
}
