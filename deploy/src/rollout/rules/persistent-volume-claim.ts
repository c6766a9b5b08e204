import { textAt, type KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { failed, progressing, ready } from './verdicts.ts';

export function persistentVolumeClaimStatus(object: KubernetesObject): ObjectStatus {
  switch (textAt(object, 'status', 'phase')) {
    case 'Bound':
      return ready('bound');
    case 'Lost':
      return failed('VolumeLost', 'the volume that it was bound to is gone');
    default:
      return progressing('Pending', 'no volume is bound to it yet');
  }
}
