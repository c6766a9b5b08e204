import { at, numberAt, recordsAt, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';

/** What a pod says of one of its containers. */
export interface ContainerState {
  readonly name: string;
  /** How often it was started; each time has a log of its own. */
  readonly starts: number;
  readonly isRunning: boolean;
  /** How it ended the last time: `exit 1 (Error)`. */
  readonly end?: string;
}

const lists = ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses'];

/** All containers of a pod of which something is known, in the order in which they start. */
export function containerStates(pod: KubernetesObject): readonly ContainerState[] {
  return lists.flatMap((list) => recordsAt(pod, 'status', list)).map(stateOf);
}

function stateOf(status: Readonly<Record<string, unknown>>): ContainerState {
  const hasStarted = (textAt(status, 'containerID') ?? '') !== '';
  const end = endText(at(status, 'state', 'terminated') ?? at(status, 'lastState', 'terminated'));
  return {
    name: textAt(status, 'name') ?? '',
    starts: hasStarted ? (numberAt(status, 'restartCount') ?? 0) + 1 : 0,
    isRunning: at(status, 'state', 'running') !== undefined,
    ...(end && { end }),
  };
}

function endText(terminated: unknown): string | undefined {
  const exitCode = numberAt(terminated, 'exitCode');
  if (exitCode === undefined) return undefined;
  const reason = textAt(terminated, 'reason');
  return `exit ${exitCode}${reason ? ` (${reason})` : ''}`;
}
