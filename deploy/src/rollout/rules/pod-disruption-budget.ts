import { numberAt, type KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { conditionOf, failed, progressing, ready } from './verdicts.ts';

/** Whether it allows a disruption now is no question of health: a single replica that must stay never does. */
export function podDisruptionBudgetStatus(object: KubernetesObject): ObjectStatus {
  const count = (name: string) => numberAt(object, 'status', name) ?? 0;
  const allowed = conditionOf(object, 'DisruptionAllowed');
  if (allowed?.reason === 'SyncFailed') return failed(allowed.reason, allowed.message);
  if (count('expectedPods') === 0) return ready('protects no pod');
  const [healthy, wanted] = [count('currentHealthy'), count('desiredHealthy')];
  return healthy < wanted
    ? progressing('Unhealthy', `${healthy} of at least ${wanted} pods healthy`)
    : ready(`${healthy} of at least ${wanted} pods healthy`);
}
