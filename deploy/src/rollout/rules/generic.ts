import { numberAt, recordsAt, type KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { conditionOf, failed, progressing, ready, type Condition } from './verdicts.ts';

/** Any other kind by the conditions that controllers agree on; one without them is ready as soon as it exists. */
export function genericStatus(object: KubernetesObject): ObjectStatus {
  const stalled = conditionOf(object, 'Stalled');
  if (stalled?.status === 'True') return failed(...told(stalled, 'Stalled', 'its controller gave up'));
  const reconciling = conditionOf(object, 'Reconciling');
  if (reconciling?.status === 'True') return progressing(...told(reconciling, 'Reconciling', 'in progress'));
  const state = conditionOf(object, 'Ready');
  if (!state) return ready('exists');
  if (isOfBefore(object, 'Ready'))
    return progressing('NotObserved', 'its controller has not seen the change yet');
  return state.status === 'True' ? ready('ready') : progressing(...told(state, 'NotReady', 'not ready yet'));
}

/** Controllers that note the generation in each condition need not note it anywhere else. */
function isOfBefore(object: KubernetesObject, type: string): boolean {
  const { generation = 0 } = object.metadata;
  const condition = recordsAt(object, 'status', 'conditions').find((each) => each['type'] === type);
  return (numberAt(condition, 'observedGeneration') ?? generation) < generation;
}

function told({ reason, message }: Condition, otherReason: string, otherMessage: string): [string, string] {
  return [reason || otherReason, message || otherMessage];
}
