import { numberAt, refKey, type KubernetesObject, type ObjectRef } from '../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../report/events.ts';
import { causeOf, statusCause } from './cause-of.ts';
import { causeKey, type Cause } from './cause.ts';
import type { LiveView } from './live-view.ts';
import type { World } from './new-pods.ts';
import { notReadyYet } from './probe-cause.ts';
import { conditionOf, progressing } from './rules/verdicts.ts';
import { statusOf } from './status.ts';

/** An object that is waited for, and how it was written: what the cluster shows of it before that is no answer. */
export interface Awaited extends ObjectRef {
  readonly uid?: string;
  readonly generation?: number;
  readonly resourceVersion?: string;
}

export interface Verdict {
  readonly ref: Awaited;
  readonly object: KubernetesObject | undefined;
  readonly status: ObjectStatus;
  readonly cause: Cause;
  /** Whether waiting on is of no use. */
  readonly isOver: boolean;
  /** When the object is to be looked at again, if nothing happens before. */
  readonly nextLookMs: number;
}

export interface JudgeOptions {
  /** Called when an object's state, reason or message is another one. */
  readonly onStatus: (ref: ObjectRef, status: ObjectStatus) => void;
  /** Called once for each cause that is more than a moment's; one that is allowed for is part of the status. */
  readonly onCause: (ref: ObjectRef, cause: Cause, world: World) => void;
}

/** A cause that waiting may mend is told when it is there for longer than any start takes to get over it. */
const newsAfterMs = 2_000;

/** Says of each object how it is, what is wrong with it, and for how long that has been so. */
export class Judge {
  readonly #view: LiveView;
  readonly #options: JudgeOptions;
  readonly #statuses = new Map<string, string>();
  readonly #since = new Map<string, { readonly key: string; readonly at: number }>();
  readonly #told = new Set<string>();

  constructor(view: LiveView, options: JudgeOptions) {
    this.#view = view;
    this.#options = options;
  }

  look(ref: Awaited): Verdict {
    const object = asWritten(this.#view.get(ref), ref);
    const status = object ? statusOf(object) : progressing('Missing', 'it is not there');
    if (object && showsTrouble(object, status)) this.#view.lookDeeper();
    const found = object && status.state !== 'ready' ? this.#causeOf(object, status) : undefined;
    const cause = found ?? statusCause(status, object);
    const seenForMs = this.#seenForMs(ref, status, cause);
    const untilOverMs = cause.patienceMs - seenForMs;
    const untilNewsMs = object
      ? this.#tell(ref, status, { cause: found, seenForMs })
      : Number.POSITIVE_INFINITY;
    return {
      ref,
      object,
      status,
      cause,
      isOver: untilOverMs <= 0,
      nextLookMs: Math.min(untilOverMs, untilNewsMs),
    };
  }

  /** @returns after what time the cause is to be told, if it stays */
  #tell(
    ref: ObjectRef,
    status: ObjectStatus,
    { cause, seenForMs }: { readonly cause: Cause | undefined; readonly seenForMs: number },
  ): number {
    const untilNewsMs = cause ? newsDelayMs(cause) - seenForMs : Number.POSITIVE_INFINITY;
    const news = untilNewsMs <= 0 ? cause : undefined;
    this.#tellStatus(ref, news?.isAllowedFor ? withDetail(status, news) : status);
    if (news && !news.isAllowedFor) this.#tellCause(ref, news);
    return news ? Number.POSITIVE_INFINITY : untilNewsMs;
  }

  #tellStatus(ref: ObjectRef, status: ObjectStatus): void {
    const text = withoutAddresses(JSON.stringify(status));
    if (this.#statuses.get(refKey(ref)) === text) return;
    this.#statuses.set(refKey(ref), text);
    this.#options.onStatus(ref, status);
  }

  /** Nothing is said of an object's pods before all of them are known. */
  #causeOf(object: KubernetesObject, status: ObjectStatus): Cause | undefined {
    const { world } = this.#view;
    if (!world) return undefined;
    return causeOf(object, { status, world, isFresh: (event) => this.#view.isFresh(event) });
  }

  /** How long this trouble has been seen without a break. */
  #seenForMs(ref: ObjectRef, status: ObjectStatus, cause: Cause): number {
    const now = performance.now();
    const since = this.#since.get(refKey(ref));
    if (since?.key === causeKey(cause) && status.state !== 'ready') return now - since.at;
    this.#since.set(refKey(ref), { key: causeKey(cause), at: now });
    return 0;
  }

  #tellCause(ref: ObjectRef, cause: Cause): void {
    const { world } = this.#view;
    if (!world || this.#told.has(newsKey(ref, cause))) return;
    this.#told.add(newsKey(ref, cause));
    this.#options.onCause(ref, cause, world);
  }
}

/** After what time a cause is told, if it stays. */
function newsDelayMs({ reason, patienceMs }: Cause): number {
  return reason === notReadyYet ? Number.POSITIVE_INFINITY : Math.min(patienceMs, newsAfterMs);
}

/** `0/1 replicas ready; Pod app-1: it runs and is not ready yet: …`. */
function withDetail(status: ObjectStatus, { detail }: Cause): ObjectStatus {
  return { ...status, message: `${status.message}; ${detail}` };
}

/** What one cause says of several pods, or with another address, is told once. */
function newsKey(ref: ObjectRef, cause: Cause): string {
  const { detail, reason, pod, patienceMs } = cause;
  const alike = withoutAddresses(detail.replaceAll(pod?.name ?? reason, '').replaceAll(reason, ''));
  return [refKey(ref), causeKey(cause), patienceMs, alike].join(' ');
}

/** A probe names another port each time that it fails. */
function withoutAddresses(text: string): string {
  return text.replaceAll(/\d+(\.\d+){3}(:\d+)?/g, '');
}

/** The object, unless it is the one before the write, as a server may still show it. */
function asWritten(
  object: KubernetesObject | undefined,
  { uid, generation, resourceVersion }: Awaited,
): KubernetesObject | undefined {
  if (!object || (uid !== undefined && object.metadata.uid !== uid)) return undefined;
  const isOlder =
    generation === undefined
      ? Number(object.metadata.resourceVersion) < Number(resourceVersion)
      : (object.metadata.generation ?? 0) < generation;
  return isOlder ? undefined : object;
}

/** Whether an object says by itself that something about its pods is wrong. */
function showsTrouble(object: KubernetesObject, { state }: ObjectStatus): boolean {
  if (state !== 'progressing') return state === 'failed';
  return (
    conditionOf(object, 'ReplicaFailure')?.status === 'True' ||
    (numberAt(object, 'status', 'failed') ?? 0) > 0
  );
}
