import { isRecord, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { FieldSet } from '../plan/field-set.ts';

/** Steps of a field's path, as managedFields write them: `f:spec`, `k:{"name":"app"}`. */
export type FieldPath = readonly string[];

/**
 * Which fields of an object that was applied its manager owns no longer: somebody has changed or removed each of them
 * since. The outermost field is told where all of it is lost.
 *
 * @param applied the object as it was sent
 * @param owned what the manager's entry in managedFields has now
 */
export function lostFields(applied: KubernetesObject, owned: FieldSet): readonly FieldPath[] {
  const { apiVersion: _apiVersion, kind: _kind, status: _status, metadata, ...rest } = applied;
  const { name: _name, namespace: _namespace, ...described } = metadata;
  return lostOf({ metadata: described, ...rest }, owned, []);
}

function lostOf(value: unknown, owned: FieldSet | undefined, path: FieldPath): readonly FieldPath[] {
  if (isNothing(value)) return [];
  if (owned === undefined) return [path];
  // A field that is owned as a whole has no steps below it.
  if (Object.keys(owned).every((step) => step === '.')) return [];
  if (Array.isArray(value)) return value.flatMap((element) => lostElement(element, owned, path));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, field]) =>
    lostOf(field, owned[`f:${name}`], [...path, `f:${name}`]),
  );
}

/** Nothing is owned of a field that has no value. */
function isNothing(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function lostElement(element: unknown, owned: FieldSet, path: FieldPath): readonly FieldPath[] {
  const steps = Object.keys(owned);
  const keyed = steps.filter((step) => step.startsWith('k:'));
  if (keyed.length > 0) {
    const step = keyed.find((each) => hasKeys(element, each)) ?? stepLike(keyed[0] ?? '', element);
    return lostOf(element, owned[step], [...path, step]);
  }
  const step = `v:${JSON.stringify(element)}`;
  const isSet = steps.some((each) => each.startsWith('v:'));
  return isSet && !steps.includes(step) ? [[...path, step]] : [];
}

/** Keys that the element leaves to their default are no difference: `protocol` of a port. */
export function hasKeys(element: unknown, step: string): boolean {
  return (
    isRecord(element) &&
    Object.entries(keysOf(step)).every(([key, value]) => element[key] === undefined || element[key] === value)
  );
}

/** The step to an element by the keys that its list goes by. */
function stepLike(step: string, element: unknown): string {
  const fields: Readonly<Record<string, unknown>> = isRecord(element) ? element : {};
  const keys = Object.keys(keysOf(step)).filter((key) => fields[key] !== undefined);
  return `k:${JSON.stringify(Object.fromEntries(keys.map((key) => [key, fields[key]])))}`;
}

function keysOf(step: string): Readonly<Record<string, unknown>> {
  const keys: unknown = JSON.parse(step.slice(2));
  return isRecord(keys) ? keys : {};
}
