import type { Cluster } from '../cluster/cluster.ts';
import type { ObjectRef } from '../cluster/kubernetes-object.ts';
import { LogCursor } from '../cluster/log-cursor.ts';
import type { LogLine, LogRequest } from '../cluster/read-log.ts';
import { Wakeup } from '../rollout/wakeup.ts';
import { DeployError } from '../errors.ts';
import type { ContainerState } from './container-state.ts';

/** How much of what was written before a person wants to see; all when absent. */
export type LogBounds = Pick<LogRequest, 'tailLines' | 'sinceSeconds'>;

export interface ContainerRequest {
  readonly cluster: Cluster;
  readonly pod: ObjectRef;
  readonly bounds: LogBounds;
  /** Whether what ran in the container before is to be left out; a pod that came meanwhile is shown from its start. */
  readonly isOld: boolean;
  readonly signal: AbortSignal;
  /** Takes a line; the next one is read after it. */
  readonly onLine: (line: LogLine) => Promise<void>;
  readonly onEnd: (end: string) => void;
  readonly onFailure: (message: string) => void;
}

/** A log may end, by the node's doing, while its container runs on. */
const reopenAfterMs = 1_000;

/** Follows one container of a pod from one start to the next, until its pod is gone. */
export class ContainerFollower {
  readonly #request: ContainerRequest;
  readonly #cursor = new LogCursor();
  readonly #wakeup = new Wakeup();
  #state: ContainerState;
  #isGone = false;
  /** The start that was under way when the following began. */
  readonly #first: number;
  /** How many starts were read to their end. */
  #read: number;

  constructor(state: ContainerState, request: ContainerRequest) {
    this.#request = request;
    this.#state = state;
    this.#first = request.isOld ? state.starts : 0;
    this.#read = Math.max(0, this.#first - 1);
  }

  /** Takes what the pod says now; undefined when there is no pod any more. */
  update(state: ContainerState | undefined): void {
    if (state) this.#state = state;
    else this.#isGone = true;
    this.#wakeup.wake();
  }

  async run(): Promise<void> {
    const { signal } = this.#request;
    while (!signal.aborted) {
      if (this.#state.starts > this.#read) await this.#followStart(this.#state.starts);
      else if (this.#isGone) return;
      else await this.#wakeup.wait(Number.POSITIVE_INFINITY, signal);
    }
  }

  /** Reads what one start writes; comes back early, with the start still unread, when its log ended before it did. */
  async #followStart(start: number): Promise<void> {
    if (start > this.#read + 1) await this.#take({ previous: true });
    await this.#take({ follow: true, ...(start === this.#first ? await this.#bounds() : {}) });
    if (this.#isRunning(start)) await this.#wakeup.wait(reopenAfterMs, this.#request.signal);
    if (this.#isRunning(start)) return;
    if (this.#state.starts === start && !this.#isGone) await this.#take({});
    this.#read = start;
    if (this.#state.end && !this.#isGone) this.#request.onEnd(this.#state.end);
  }

  /** No line at all cannot be asked for of a log that is followed: its last one is read before, and left out. */
  async #bounds(): Promise<LogBounds> {
    const { bounds } = this.#request;
    if (bounds.tailLines !== 0 || this.#cursor.sinceTime !== undefined) return bounds;
    for await (const _line of this.#lines({ tailLines: 1 })) continue;
    return {};
  }

  #isRunning(start: number): boolean {
    return this.#state.starts === start && this.#state.isRunning && !this.#isGone;
  }

  async #take(which: Which): Promise<void> {
    for await (const line of this.#lines(which)) await this.#request.onLine(line);
  }

  async *#lines(which: Which): AsyncGenerator<LogLine> {
    const { cluster, pod, signal, onFailure } = this.#request;
    const request = { ...which, container: this.#state.name, cursor: this.#cursor, signal };
    try {
      yield* cluster.readLog(pod, request);
    } catch (error) {
      if (!(error instanceof DeployError) || error.code === 'FORBIDDEN') throw error;
      onFailure(error.message);
    }
  }
}

type Which = Pick<LogRequest, 'previous' | 'follow' | 'tailLines' | 'sinceSeconds'>;
