import { at, isRecord, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';
import type { FieldConflict } from '../errors/cluster-errors.ts';

/** Adds both values to each conflict of an APPLY_CONFLICT, except of Secrets; returns any other error as it is. */
export function nameConflicts(
  error: unknown,
  { ours, theirs }: { readonly ours: KubernetesObject; readonly theirs: KubernetesObject },
): unknown {
  if (!isConflict(error) || ours.kind === 'Secret') return error;
  const conflicts = error.context.conflicts.map((conflict) => ({
    ...conflict,
    ours: valueText(ours, conflict.field),
    theirs: valueText(theirs, conflict.field),
  }));
  return new DeployError('APPLY_CONFLICT', { ...error.context, conflicts }, error.cause);
}

/** Fields that others own, and who, of an APPLY_CONFLICT; none of any other error. */
export function conflictsOf(error: unknown): readonly FieldConflict[] {
  return isConflict(error) ? error.context.conflicts : [];
}

type Conflict = DeployError & {
  readonly context: { object: string; state: string; conflicts: readonly FieldConflict[] };
};

function isConflict(error: unknown): error is Conflict {
  return error instanceof DeployError && error.code === 'APPLY_CONFLICT';
}

function valueText(object: KubernetesObject, field: string): string {
  const value = valueAt(object, field);
  return value === undefined ? 'absent' : JSON.stringify(value);
}

/** The value at a path as managedFields are printed: `.spec.containers[name="app"].ports[containerPort=80,protocol="TCP"]`. */
export function valueAt(value: unknown, field: string): unknown {
  if (field === '') return value;
  const [element, selector] = /^\[([^\]]*)\]/.exec(field) ?? [];
  if (element !== undefined) return valueAt(elementAt(value, selector ?? ''), field.slice(element.length));
  const name = nameAt(value, field);
  return name === undefined ? undefined : valueAt(at(value, name), field.slice(name.length + 1));
}

/** The field of a record that a path begins with; a label's name has dots of its own. */
function nameAt(record: unknown, field: string): string | undefined {
  if (!isRecord(record)) return undefined;
  const isFirst = (name: string) => /^(?:$|[.[])/.test(field.slice(name.length + 1));
  const names = Object.keys(record).filter((name) => field.startsWith(`.${name}`) && isFirst(name));
  return names.toSorted((a, b) => b.length - a.length)[0];
}

/** An element of a list by its keys, by its value (`="x"`), or by its position. */
function elementAt(list: unknown, selector: string): unknown {
  if (!Array.isArray(list)) return undefined;
  if (/^\d+$/.test(selector)) return list[Number(selector)];
  if (selector.startsWith('=')) return list.find((one: unknown) => JSON.stringify(one) === selector.slice(1));
  const keys = [...selector.matchAll(/(\w+)=("[^"]*"|[^,]+)/g)];
  return list.find(
    (one: unknown) =>
      isRecord(one) && keys.every(([, key = '', value]) => JSON.stringify(one[key]) === value),
  );
}
