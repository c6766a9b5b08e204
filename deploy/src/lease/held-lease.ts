import type { Cluster, JsonPatch } from '../cluster/cluster.ts';
import type { ObjectRef } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';
import { journalAnnotation, type Journal } from './journal.ts';

export interface LeaseFacts {
  readonly ref: ObjectRef;
  readonly journal: Journal;
  /** How often the Lease was taken, this time included. */
  readonly number: number;
  /** Whether somebody held it since the ledger was read. */
  readonly isStale: boolean;
  readonly durationMs: number;
}

const renewMs = 5_000;
const marginMs = 3_000;
const releaseTimeoutMs = 10_000;

/** The lease while this deploy holds it: renewed in the background, and looked at before each write. */
export class HeldLease {
  readonly number: number;
  readonly isStale: boolean;
  readonly #cluster: Cluster;
  readonly #facts: LeaseFacts;
  readonly #timer: NodeJS.Timeout;
  #journal: Journal;
  #renewed = now();
  #renewing: Promise<void> | undefined;
  #lost: DeployError | undefined;

  constructor(cluster: Cluster, facts: LeaseFacts) {
    this.#cluster = cluster;
    this.#facts = facts;
    this.number = facts.number;
    this.isStale = facts.isStale;
    this.#journal = facts.journal;
    // What a renewal in the background ends with, the next write meets.
    this.#timer = setInterval(() => void this.#renew().catch(() => undefined), renewMs).unref();
  }

  /** Notes a unit that is ready; the next renewal writes it down. */
  noteDone(unit: string): void {
    this.#journal = { ...this.#journal, done: [...this.#journal.done, unit] };
  }

  /**
   * To be awaited before each attempt of a write: returns while the lease is surely ours. After a pause it may be
   * somebody else's, and is renewed before anything is written.
   *
   * @throws DeployError LEASE_LOST, and what keeps the lease from being renewed
   */
  async fence(): Promise<void> {
    if (this.#lost) throw this.#lost;
    if (since(this.#renewed) < this.#facts.durationMs - marginMs) return;
    await this.#renew();
  }

  /** Gives the lease back; a failure leaves it to run out. */
  async release(outcome: NonNullable<Journal['outcome']>): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing?.catch(() => undefined);
    if (this.#lost) return;
    this.#journal = { ...this.#journal, outcome };
    const free: JsonPatch = [{ op: 'replace', path: '/spec/holderIdentity', value: '' }];
    await this.#patch(free, AbortSignal.timeout(releaseTimeoutMs)).catch(() => undefined);
  }

  #renew(): Promise<void> {
    this.#renewing ??= this.#renewOnce().finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  async #renewOnce(): Promise<void> {
    const at = now();
    if (!(await this.#patch([], new AbortController().signal))) {
      const { ref } = this.#facts;
      this.#lost = new DeployError('LEASE_LOST', { lease: ref.name });
      clearInterval(this.#timer);
      throw this.#lost;
    }
    this.#renewed = at;
  }

  /** @returns whether the lease is still ours, and was changed */
  async #patch(changes: JsonPatch, signal: AbortSignal): Promise<boolean> {
    const { ref, number, journal } = this.#facts;
    const patch: JsonPatch = [
      { op: 'test', path: '/spec/holderIdentity', value: journal.holder.identity },
      { op: 'test', path: '/spec/leaseTransitions', value: number },
      { op: 'replace', path: '/spec/renewTime', value: new Date().toISOString().replace('Z', '000Z') },
      {
        op: 'add',
        path: `/metadata/annotations/${journalAnnotation.replace('/', '~1')}`,
        value: JSON.stringify(this.#journal),
      },
      ...changes,
    ];
    return (await this.#cluster.patchIf(ref, patch, { signal })) !== undefined;
  }
}

/** A pause of the process, and one of the machine, stop different clocks. */
interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

function now(): Moment {
  return { monotonicMs: performance.now(), wallMs: Date.now() };
}

function since(moment: Moment): number {
  return Math.max(performance.now() - moment.monotonicMs, Date.now() - moment.wallMs);
}
