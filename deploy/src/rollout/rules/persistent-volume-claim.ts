import { textAt, type KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { failed, progressing, ready } from './verdicts.ts';

export function persistentVolumeClaimStatus(object: KubernetesObject): ObjectStatus {
  const phase = textAt(object, 'status', 'phase');
  if (phase === 'Bound') return ready('bound');
  if (phase === 'Lost') return failed('VolumeLost', 'the volume that it was bound to is gone');
  return progressing('Pending', 'no volume is bound to it yet');
}
