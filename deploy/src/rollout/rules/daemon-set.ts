import { numberAt, textAt, type KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { progressing, ready } from './verdicts.ts';

export function daemonSetStatus(object: KubernetesObject): ObjectStatus {
  const count = (name: string) => numberAt(object, 'status', name) ?? 0;
  if (numberAt(object, 'status', 'observedGeneration') === undefined) {
    return progressing('NotObserved', 'its controller has not seen it yet');
  }
  const wanted = count('desiredNumberScheduled');
  const isOnDelete = textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete';
  const updated = count('updatedNumberScheduled');
  if (!isOnDelete && updated < wanted) return progressing('Updating', `${updated}/${wanted} pods updated`);
  const available = Math.min(count('numberAvailable'), count('numberReady'));
  return available < wanted
    ? progressing('Starting', `${available}/${wanted} pods ready`)
    : ready(`${wanted}/${wanted} pods ready`);
}
