import { numberAt, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { World } from './new-pods.ts';

/** Events that came while we watched; older ones may tell of a trouble that is over. */
export type IsFresh = (event: KubernetesObject) => boolean;

/** The last Warning event about an object, of one of these reasons or of any. */
export function lastWarning(
  object: KubernetesObject,
  { events }: World,
  reasons?: readonly string[],
): KubernetesObject | undefined {
  return events.findLast((event) => isAbout(object, event, reasons));
}

/** How often an object was warned of with these reasons and such a message; an event counts its repetitions. */
export function timesWarned(
  object: KubernetesObject,
  { events }: World,
  { reasons, message }: { readonly reasons: readonly string[]; readonly message: RegExp },
): number {
  return events
    .filter((event) => isAbout(object, event, reasons) && message.test(messageOf(event)))
    .reduce((times, event) => times + (numberAt(event, 'count') ?? 1), 0);
}

function isAbout(object: KubernetesObject, event: KubernetesObject, reasons?: readonly string[]): boolean {
  const isOfReason = reasons?.includes(textAt(event, 'reason') ?? '') ?? true;
  return isOfReason && textAt(event, 'involvedObject', 'uid') === object.metadata.uid;
}

/** What an event says, short enough to be read. */
export function messageOf(event: KubernetesObject | undefined): string {
  return (textAt(event, 'message') ?? '').trim().slice(0, 500);
}

/** What shows a person all that the cluster knows of an object. */
export function describeCommand({ kind, metadata: { name, namespace } }: KubernetesObject): string {
  return `kubectl describe ${kind.toLowerCase()} ${name}${namespace ? ` --namespace ${namespace}` : ''}`;
}

/** Orders events, oldest first. */
export function byTime(a: KubernetesObject, b: KubernetesObject): number {
  return timeOf(a).localeCompare(timeOf(b));
}

function timeOf(event: KubernetesObject): string {
  const time = event['lastTimestamp'] ?? event['eventTime'] ?? event.metadata.creationTimestamp;
  return typeof time === 'string' ? time : '';
}
