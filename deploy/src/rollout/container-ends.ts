import { numberAt, recordsAt, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';

type Facts = Readonly<Record<string, unknown>>;

/** How a run of a container ended; its runs are counted from 0. */
export interface ContainerEnd {
  readonly run: number;
  /** Absent when the node has forgotten it. */
  readonly exitCode?: number;
  /** Where the container's status has it. */
  readonly state: 'state' | 'lastState';
}

/** A container's last end that its status knows: of this run, or of the one before. */
export function lastEnd(status: Facts): ContainerEnd | undefined {
  return endsOf(status)[0];
}

/** Remembers how the runs of containers ended: a container that waits to be started again tells of its last one only. */
export class ContainerEnds {
  readonly #exitCodes = new Map<string, number>();

  see(pod: KubernetesObject): void {
    for (const status of recordsAt(pod, 'status', 'containerStatuses')) {
      for (const { run, exitCode } of endsOf(status)) {
        if (exitCode !== undefined) this.#exitCodes.set(key(pod, status, run), exitCode);
      }
    }
  }

  /** The exit code of a run, when it was seen. */
  exitCode(pod: KubernetesObject, status: Facts, run: number): number | undefined {
    return this.#exitCodes.get(key(pod, status, run));
  }
}

function key(pod: KubernetesObject, status: Facts, run: number): string {
  return [pod.metadata.uid, textAt(status, 'name'), run].join('/');
}

/** The last one first. While a container waits, the kubelet shows the end of its latest run as the state before. */
function endsOf(status: Facts): readonly ContainerEnd[] {
  const run = numberAt(status, 'restartCount') ?? 0;
  const waitsFor = textAt(status, 'state', 'waiting', 'reason');
  const ends = [
    ...endIn(status, { state: 'state', run }),
    ...endIn(status, { state: 'lastState', run: waitsFor === undefined ? run - 1 : run }),
  ];
  return ends.length === 0 && waitsFor === 'CrashLoopBackOff' ? [{ run, state: 'lastState' }] : ends;
}

function endIn(status: Facts, { state, run }: Omit<ContainerEnd, 'exitCode'>): readonly ContainerEnd[] {
  const exitCode = numberAt(status, state, 'terminated', 'exitCode');
  return exitCode === undefined || run < 0 ? [] : [{ run, exitCode, state }];
}
