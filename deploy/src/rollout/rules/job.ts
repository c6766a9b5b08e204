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
  if ((numberAt(object, 'status', 'active') ?? 0) > 0) return progressing('Running', `it runs${tries}`);
  return hasEndedPod(object)
    ? progressing('Finishing', `its pod has ended${tries}`)
    : progressing('Starting', `it has no pod yet${tries}`);
}

/** Counted, or still to be counted by the controller. */
function hasEndedPod(object: KubernetesObject): boolean {
  const ended = at(object, 'status', 'uncountedTerminatedPods', 'succeeded');
  const isUncounted = Array.isArray(ended) && ended.length > 0;
  return isUncounted || (numberAt(object, 'status', 'succeeded') ?? 0) > 0;
}
