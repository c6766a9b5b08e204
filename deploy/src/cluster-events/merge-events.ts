import { numberAt, refText, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { messageOf } from '../rollout/warnings.ts';
import type { UnitOf } from './object-units.ts';

/** One thing that the cluster noted, once or again and again, of one object or of several that are alike. */
export interface ClusterEvent {
  readonly unit: string;
  /** `Pod/todo/backend-7c9f-x`: the one that it was noted of last. */
  readonly object: string;
  readonly type: 'Normal' | 'Warning';
  /** `BackOff`, `FailedScheduling`, …: one word. */
  readonly reason: string;
  readonly message: string;
  /** How often, all objects together. */
  readonly count: number;
  /** Of how many objects. */
  readonly objects: number;
  /** ISO 8601. */
  readonly firstAt: string;
  readonly lastAt: string;
}

/** Events of the environment's objects, newest first: those of one unit, kind, reason and message as one. */
export function mergeEvents(events: readonly KubernetesObject[], unitOf: UnitOf): readonly ClusterEvent[] {
  const groups = new Map<string, Noted[]>();
  for (const noted of events.flatMap((event) => noteOf(event, unitOf))) {
    const { unit, kind, reason, message, name } = noted;
    const key = [unit, kind, reason, alike(message, name)].join('\n');
    groups.set(key, [...(groups.get(key) ?? []), noted]);
  }
  return [...groups.values()].map(merged).toSorted((a, b) => msOf(b.lastAt) - msOf(a.lastAt));
}

interface Noted extends Omit<ClusterEvent, 'objects'> {
  readonly kind: string;
  readonly name: string;
}

function noteOf(event: KubernetesObject, unitOf: UnitOf): readonly Noted[] {
  const about = (field: string) => textAt(event, 'involvedObject', field) ?? '';
  const [kind, name, namespace] = [about('kind'), about('name'), about('namespace')];
  const unit = unitOf({ kind, name });
  if (unit === undefined) return [];
  const object = refText({ apiVersion: about('apiVersion'), kind, name, ...(namespace && { namespace }) });
  const type = textAt(event, 'type') === 'Warning' ? 'Warning' : 'Normal';
  const reason = textAt(event, 'reason') ?? '';
  return [{ unit, kind, name, object, type, reason, message: messageOf(event), ...timesOf(event) }];
}

/** Controllers write one of two forms: with a count, or with a series. */
function timesOf(event: KubernetesObject): Pick<ClusterEvent, 'count' | 'firstAt' | 'lastAt'> {
  const made = event.metadata.creationTimestamp ?? '';
  const firstAt = textAt(event, 'firstTimestamp') ?? textAt(event, 'eventTime') ?? made;
  const lastAt = textAt(event, 'series', 'lastObservedTime') ?? textAt(event, 'lastTimestamp') ?? firstAt;
  return { count: numberAt(event, 'series', 'count') ?? numberAt(event, 'count') ?? 1, firstAt, lastAt };
}

/** Without what tells one pod's event from another's: names, with what is made up at their end, ids, addresses, times. */
function alike(message: string, name: string): string {
  return message
    .replaceAll(nameAndMore(name), '')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '')
    .replaceAll(/\d+(\.\d+){3}(:\d+)?/g, '')
    .replaceAll(/\b\d+(\.\d+)?(ms|s)\b/g, '');
}

/** Names of objects hold no other letter that means something to a pattern than the dot. */
function nameAndMore(name: string): RegExp {
  return new RegExp(`\\b${name.replaceAll('.', '\\.')}(-[a-z0-9]+)*`, 'g');
}

function merged(group: readonly Noted[]): ClusterEvent {
  const newest = group.reduce((a, b) => (msOf(b.lastAt) > msOf(a.lastAt) ? b : a));
  const { kind: _kind, name: _name, ...shown } = newest;
  return {
    ...shown,
    count: group.reduce((sum, { count }) => sum + count, 0),
    objects: new Set(group.map(({ object }) => object)).size,
    firstAt: group.reduce((a, b) => (msOf(b.firstAt) < msOf(a.firstAt) ? b : a)).firstAt,
  };
}

/** Times are written in seconds or with fractions of them, so that their texts have another order. */
function msOf(time: string): number {
  return Date.parse(time) || 0;
}
