import type { KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { conditionOf, failed, progressing, ready } from './verdicts.ts';

/** Any other kind by the conditions that controllers agree on; one without them is ready as soon as it exists. */
export function genericStatus(object: KubernetesObject): ObjectStatus {
  const stalled = conditionOf(object, 'Stalled');
  if (stalled?.status === 'True')
    return failed(stalled.reason || 'Stalled', stalled.message || 'its controller gave up');
  const reconciling = conditionOf(object, 'Reconciling');
  if (reconciling?.status === 'True')
    return progressing(reconciling.reason || 'Reconciling', reconciling.message || 'in progress');
  const state = conditionOf(object, 'Ready');
  if (!state) return ready('exists');
  return state.status === 'True'
    ? ready('ready')
    : progressing(state.reason || 'NotReady', state.message || 'not ready yet');
}
