import { numberAt, type KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { count } from '../../report/format.ts';
import { conditionOf, failed, progressing, ready } from './verdicts.ts';

/** Whether it allows a disruption now is no question of health: a single replica that must stay never does. */
export function podDisruptionBudgetStatus(object: KubernetesObject): ObjectStatus {
  const number = (name: string) => numberAt(object, 'status', name) ?? 0;
  const allowed = conditionOf(object, 'DisruptionAllowed');
  if (allowed?.reason === 'SyncFailed') return failed(allowed.reason, allowed.message);
  if (number('expectedPods') === 0) return ready('protects no pod');
  const [healthy, wanted] = [number('currentHealthy'), number('desiredHealthy')];
  const message = `${healthy} of at least ${count(wanted, 'pod')} healthy`;
  return healthy < wanted ? progressing('Unhealthy', message) : ready(message);
}
