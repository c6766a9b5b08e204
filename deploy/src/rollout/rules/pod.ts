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
  if (conditionOf(object, 'Ready')?.status === 'True') return ready('ready');
  const waiting = recordsAt(object, 'status', 'containerStatuses')
    .map((status) => textAt(status, 'state', 'waiting', 'reason'))
    .find((reason) => reason !== undefined);
  return progressing(waiting ?? phase, `${waiting ?? phase.toLowerCase()}, not ready`);
}
