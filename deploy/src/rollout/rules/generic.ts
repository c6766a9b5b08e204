import type { KubernetesObject } from '../../cluster/kubernetes-object.ts';
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
  return state.status === 'True' ? ready('ready') : progressing(...told(state, 'NotReady', 'not ready yet'));
}

function told({ reason, message }: Condition, otherReason: string, otherMessage: string): [string, string] {
  return [reason || otherReason, message || otherMessage];
}
