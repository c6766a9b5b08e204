import { recordsAt, textAt, type KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { count } from '../../report/format.ts';

export function ready(message: string): ObjectStatus {
  return { state: 'ready', reason: 'Ready', message };
}

export function progressing(reason: string, message: string): ObjectStatus {
  return { state: 'progressing', reason, message };
}

/** What the wanted replicas have replaced is still there. */
export function retiring(replicas: number): ObjectStatus {
  return progressing('Retiring', `${count(replicas, 'old replica')} to end`);
}

export function failed(reason: string, message: string): ObjectStatus {
  return { state: 'failed', reason, message };
}

export interface Condition {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** The condition of a type, or undefined. */
export function conditionOf(object: KubernetesObject, type: string): Condition | undefined {
  const found = recordsAt(object, 'status', 'conditions').find((condition) => condition['type'] === type);
  const text = (name: string) => textAt(found, name) ?? '';
  return found && { status: text('status'), reason: text('reason'), message: text('message') };
}
