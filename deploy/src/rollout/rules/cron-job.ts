import { at, recordsAt, textAt, type KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { failed, ready } from './verdicts.ts';

/** It is ready as soon as it is there. Later its last run counts, unless that one is still under way. */
export function cronJobStatus(object: KubernetesObject): ObjectStatus {
  if (at(object, 'spec', 'suspend') === true) return ready('it is suspended by its spec');
  if (recordsAt(object, 'status', 'active').length > 0) return ready('it runs');
  const startedAt = textAt(object, 'status', 'lastScheduleTime');
  if (startedAt === undefined) return ready('it has not been due yet');
  const endedAt = textAt(object, 'status', 'lastSuccessfulTime');
  return endedAt === undefined || Date.parse(endedAt) < Date.parse(startedAt)
    ? failed('LastRunFailed', `its run of ${startedAt} did not succeed`)
    : ready(`it ran at ${endedAt}`);
}
