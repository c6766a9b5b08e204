import type { KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { conditionOf, failed, progressing, ready } from './verdicts.ts';

export function customResourceDefinitionStatus(object: KubernetesObject): ObjectStatus {
  const names = conditionOf(object, 'NamesAccepted');
  if (names?.status === 'False') return failed(names.reason, names.message);
  const isEstablished = conditionOf(object, 'Established')?.status === 'True';
  return isEstablished
    ? ready('established')
    : progressing('NotEstablished', 'the API does not serve it yet');
}
