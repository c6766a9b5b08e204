import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster, JsonPatch } from '../cluster/cluster.ts';
import { refText, type KubernetesObject, type ObjectRef } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';
import type { Report } from '../report/events.ts';
import { HeldLease } from './held-lease.ts';
import { hasEnded } from './holder.ts';
import { journalAnnotation, journalText, readLeaseState, type Journal, type LeaseState } from './journal.ts';

/**
 * One deploy at a time owns an environment: the holder of a `coordination.k8s.io` Lease named after the release.
 *
 * Taking it is one conditional write, which also proves that nobody held it since the ledger was read: the Lease counts
 * how often it was taken, and the ledger tells under which of these it was last written. A holder that ended is followed
 * at once when it ran on this machine, and otherwise after it has not renewed for as long as the lease lasts, measured by
 * our own clock alone, as client-go does (kubernetes/client-go tools/leaderelection).
 */
export interface LeaseRequest {
  readonly ref: ObjectRef;
  /** The lease's number under which the ledger was last written. */
  readonly knownNumber: number;
  readonly journal: Journal;
  /** How long the holder may be silent; `leaseDurationMs` when absent. */
  readonly durationMs?: number;
  /** Refuse instead of waiting for a deploy that runs. */
  readonly noWait: boolean;
  readonly report: Report;
  readonly signal: AbortSignal;
}

export function leaseRef({
  namespace,
  release,
}: {
  readonly namespace: string;
  readonly release: string;
}): ObjectRef {
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace, name: `todo-deploy-${release}` };
}

const leaseDurationMs = 20_000;
const pollMs = 1_000;

/**
 * Takes the lease, after the deploy that holds it.
 *
 * @throws DeployError LEASE_HELD with `noWait`; the signal's reason
 */
export async function takeLease(cluster: Cluster, request: LeaseRequest): Promise<HeldLease> {
  const { knownNumber, ref, signal } = request;
  const free = { holder: '', number: knownNumber };
  if (knownNumber > 0 && (await take(cluster, request, free))) return held(cluster, request, free);

  const watch = new HolderWatch(request);
  for (;;) {
    const found = await cluster.get(ref, { signal });
    if (!found) {
      if (await cluster.create(newLease(request), { signal }))
        return held(cluster, request, { number: knownNumber, isNew: true });
      continue;
    }
    const state = readLeaseState(found);
    // The answer to our own write may have been lost.
    if (state.holder === request.journal.holder.identity)
      return held(cluster, request, { number: state.number - 1 });
    if (watch.mayTake(state)) {
      if (await take(cluster, request, state)) {
        watch.tellTaken(state);
        return held(cluster, request, state);
      }
      watch.assertMoved(found);
    }
    await delay(pollMs, undefined, { signal });
  }
}

type Former = Pick<LeaseState, 'holder' | 'number'> & { readonly renewTime?: string };

/** @returns whether the lease was still as we know it, and is ours now */
async function take(cluster: Cluster, request: LeaseRequest, former: Former): Promise<boolean> {
  const now = microTime();
  const patch: JsonPatch = [
    { op: 'test', path: '/spec/holderIdentity', value: former.holder },
    { op: 'test', path: '/spec/leaseTransitions', value: former.number },
    ...(former.renewTime ? [{ op: 'test', path: '/spec/renewTime', value: former.renewTime } as const] : []),
    { op: 'replace', path: '/spec/holderIdentity', value: request.journal.holder.identity },
    { op: 'replace', path: '/spec/leaseTransitions', value: former.number + 1 },
    { op: 'replace', path: '/spec/acquireTime', value: now },
    { op: 'replace', path: '/spec/renewTime', value: now },
    {
      op: 'add',
      path: `/metadata/annotations/${journalAnnotation.replace('/', '~1')}`,
      value: JSON.stringify(request.journal),
    },
  ];
  return (await cluster.patchIf(request.ref, patch, { signal: request.signal })) !== undefined;
}

function newLease({ ref, journal, knownNumber }: LeaseRequest): KubernetesObject {
  const { apiVersion, kind, name, namespace = '' } = ref;
  const now = microTime();
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      labels: { 'app.kubernetes.io/managed-by': 'todo-deploy' },
      annotations: { [journalAnnotation]: JSON.stringify(journal) },
    },
    spec: {
      holderIdentity: journal.holder.identity,
      leaseDurationSeconds: leaseDurationMs / 1000,
      leaseTransitions: knownNumber + 1,
      acquireTime: now,
      renewTime: now,
    },
  };
}

function held(
  cluster: Cluster,
  { ref, journal, knownNumber, durationMs = leaseDurationMs }: LeaseRequest,
  former: { readonly number: number; readonly isNew?: boolean },
): HeldLease {
  const number = former.number + 1;
  // A lease that is gone though the ledger knew it went with all that the ledger told.
  const isStale = former.isNew ? knownNumber > 0 : former.number !== knownNumber;
  return new HeldLease(cluster, { ref, journal, number, isStale, durationMs });
}

/** The time format of Leases, in microseconds. */
function microTime(): string {
  return new Date().toISOString().replace('Z', '000Z');
}

/** What can be seen of whoever holds the lease while we wait for it. */
class HolderWatch {
  readonly #request: LeaseRequest;
  #seen: { readonly key: string; readonly at: number } | undefined;
  #told: string | undefined;
  #refused: string | undefined;

  constructor(request: LeaseRequest) {
    this.#request = request;
  }

  /** Whether the lease is free, or its holder is no more. */
  mayTake(state: LeaseState): boolean {
    const { holder, journal, renewTime } = state;
    if (holder === '') return true;
    if (journal?.holder.identity === holder && hasEnded(journal.holder)) return true;
    const key = `${holder} ${renewTime}`;
    if (this.#seen?.key !== key) this.#seen = { key, at: performance.now() };
    if (performance.now() - this.#seen.at >= state.durationMs) return true;
    this.#tellWaiting(state);
    return false;
  }

  /** A lease that could not be taken was changed by somebody, or is none that can be taken. */
  assertMoved({ metadata }: KubernetesObject): void {
    const { resourceVersion } = metadata;
    if (resourceVersion === this.#refused) {
      const { ref } = this.#request;
      const reasons = ['its holder cannot be replaced: it is no Lease of this program'];
      throw new DeployError('OBJECT_REFUSED', {
        object: refText(ref),
        reasons,
        state: 'nothing was written',
      });
    }
    this.#refused = resourceVersion;
  }

  #tellWaiting({ holder, journal }: LeaseState): void {
    const { noWait, ref, report } = this.#request;
    const since = journal?.startedAt ?? '';
    const doing = journal ? journalText(journal) : 'an unknown deploy';
    if (noWait) throw new DeployError('LEASE_HELD', { lease: ref.name, holder, since, doing });
    if (this.#told === holder) return;
    this.#told = holder;
    report({ type: 'lease-awaited', holder, since, doing });
  }

  /** Says that the deploy before was ended half-way, and is finished by this one. */
  tellTaken({ holder, journal }: LeaseState): void {
    if (holder === '') return;
    const doing = journal ? journalText(journal) : 'an unknown deploy';
    const since = journal?.startedAt ?? '';
    this.#request.report({ type: 'lease-taken-over', holder, since, doing });
  }
}
