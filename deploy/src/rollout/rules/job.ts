import { at, numberAt, type KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { count } from '../../report/format.ts';
import { conditionOf, failed, progressing, ready } from './verdicts.ts';

export function jobStatus(object: KubernetesObject): ObjectStatus {
  const failure = conditionOf(object, 'Failed');
  if (failure?.status === 'True')
    return failed(failure.reason || 'JobFailed', failure.message || 'it failed');
  if (conditionOf(object, 'Complete')?.status === 'True') return ready('it ran');
  if (at(object, 'spec', 'suspend') === true) return ready('it is suspended by its spec');
  return runningStatus(object);
}

function runningStatus(object: KubernetesObject): ObjectStatus {
  const failures = numberAt(object, 'status', 'failed') ?? 0;
  const tries = failures > 0 ? `, ${count(failures, 'pod')} failed so far` : '';
  const isRunning = (numberAt(object, 'status', 'active') ?? 0) > 0;
  return isRunning
    ? progressing('Running', `it runs${tries}`)
    : progressing('Starting', `it has no pod yet${tries}`);
}
