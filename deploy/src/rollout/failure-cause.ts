import { numberAt, recordsAt, refOf, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../report/events.ts';
import { atOnce, type Cause } from './cause.ts';
import { newPodsOf, type World } from './new-pods.ts';
import { describeCommand } from './warnings.ts';

/** A deadline that passed long ago may be over as soon as the pods are made anew. */
const progressDeadlinePatienceMs = 10_000;

/** The cause of an object that itself says that it failed: with the end of its last pod, where it had one. */
export function failureCause(
  object: KubernetesObject,
  {
    status,
    world,
    cause,
  }: { readonly status: ObjectStatus; readonly world: World; readonly cause: Cause | undefined },
): Cause {
  if (object.kind === 'Job') return jobCause(object, status, world);
  if (object.kind === 'Pod') return endCause(object, { status, code: 'ROLLOUT_FAILED', advice: podAdvice });
  const patienceMs = status.reason === 'ProgressDeadlineExceeded' ? progressDeadlinePatienceMs : atOnce;
  if (cause) return { ...cause, reason: status.reason, patienceMs, isAllowedFor: false };
  const advice = describeCommand(object);
  return { code: 'ROLLOUT_FAILED', reason: status.reason, detail: status.message, advice, patienceMs };
}

function jobCause(job: KubernetesObject, status: ObjectStatus, world: World): Cause {
  const pod = newPodsOf(job, world)
    .toSorted((a, b) =>
      (a.metadata.creationTimestamp ?? '').localeCompare(b.metadata.creationTimestamp ?? ''),
    )
    .at(-1);
  const advice = 'correct what its last lines say, and deploy again: the Job is then run anew';
  return endCause(pod, { status, code: 'JOB_FAILED', advice });
}

const podAdvice = 'correct what its last lines say';

/** What the pod's container ended with that failed, where it had one. */
function endCause(
  pod: KubernetesObject | undefined,
  { status, code, advice }: Pick<Cause, 'code' | 'advice'> & { readonly status: ObjectStatus },
): Cause {
  const cause = { code, reason: status.reason, advice, patienceMs: atOnce };
  const end = pod && endOf(pod);
  if (!pod || !end) return { ...cause, detail: status.message };
  const { container, text } = end;
  return {
    ...cause,
    detail: `Pod ${pod.metadata.name}: ${text}; ${status.message}`,
    pod: refOf(pod),
    container,
  };
}

/** How the container that failed ended. */
function endOf(pod: KubernetesObject): { readonly container: string; readonly text: string } | undefined {
  const statuses = [
    ...recordsAt(pod, 'status', 'initContainerStatuses'),
    ...recordsAt(pod, 'status', 'containerStatuses'),
  ];
  for (const state of ['state', 'lastState']) {
    const failed = statuses.find((status) => (numberAt(status, state, 'terminated', 'exitCode') ?? 0) !== 0);
    if (!failed) continue;
    const exitCode = numberAt(failed, state, 'terminated', 'exitCode');
    const reason = textAt(failed, state, 'terminated', 'reason');
    const text = reason && reason !== 'Error' ? `${reason}, exit ${exitCode}` : `exit ${exitCode}`;
    return { container: textAt(failed, 'name') ?? '', text };
  }
  return undefined;
}
