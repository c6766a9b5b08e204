import { createHash } from 'node:crypto';
import { groupOf, type ObjectRef } from '../cluster/kubernetes-object.ts';

/**
 * Names and labels of an ApplySet as kubectl writes them (kubernetes/enhancements KEP-3659, as kubectl's `--applyset`
 * implements it), so that kubectl lists and understands what we own.
 */
export const applySetTooling = 'todo-deploy/v1';
export const applySetIdLabel = 'applyset.kubernetes.io/id';
export const applySetPartOfLabel = 'applyset.kubernetes.io/part-of';
export const applySetToolingAnnotation = 'applyset.kubernetes.io/tooling';
export const applySetKindsAnnotation = 'applyset.kubernetes.io/contains-group-kinds';

/** The id of the set as long as its ledger was a ConfigMap, as the first versions kept it. */
export function formerApplySetId(parent: ObjectRef): string {
  return applySetId({ ...parent, kind: 'ConfigMap' });
}

/** Selects the objects of a set. */
export function membersSelector(set: { readonly applySetId: string }): string {
  return `${applySetPartOfLabel}=${set.applySetId}`;
}

/** The id of the set whose parent is this object. */
export function applySetId(parent: ObjectRef): string {
  const identity = [parent.name, parent.namespace ?? '', parent.kind, groupOf(parent.apiVersion)].join('.');
  return `applyset-${createHash('sha256').update(identity).digest('base64url')}-v1`;
}
