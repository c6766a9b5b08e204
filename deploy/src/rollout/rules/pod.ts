import { recordsAt, textAt, type KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { conditionOf, failed, progressing, ready } from './verdicts.ts';

export function podStatus(object: KubernetesObject): ObjectStatus {
  const phase = textAt(object, 'status', 'phase') ?? 'Pending';
  if (phase === 'Succeeded') return ready('it ran');
  if (phase === 'Failed') {
    return failed(
      textAt(object, 'status', 'reason') ?? 'PodFailed',
      textAt(object, 'status', 'message') ?? 'it failed',
    );
  }
  const isReady = conditionOf(object, 'Ready')?.status === 'True';
  if (isReady && isToEnd(object)) return progressing(phase, 'it runs');
  return isReady ? ready('ready') : waitingStatus(object, phase);
}

/** A pod that is not started again is there to come to an end. */
function isToEnd(object: KubernetesObject): boolean {
  return ['Never', 'OnFailure'].includes(textAt(object, 'spec', 'restartPolicy') ?? '');
}

function waitingStatus(object: KubernetesObject, phase: string): ObjectStatus {
  const waiting = recordsAt(object, 'status', 'containerStatuses')
    .map((status) => textAt(status, 'state', 'waiting', 'reason'))
    .find((reason) => reason !== undefined);
  return progressing(waiting ?? phase, `${waiting ?? phase.toLowerCase()}, not ready`);
}
