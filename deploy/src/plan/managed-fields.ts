import { recordsAt, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { difference, intersection, isEmpty, leafPaths, union, type FieldSet } from './field-set.ts';

/** One entry of `metadata.managedFields`, as the API server writes it. */
export type ManagedFieldsEntry = Readonly<Record<string, unknown>>;

export interface Takeover {
  /** Who owned fields that become ours. */
  readonly managers: readonly string[];
  /** What the object's managedFields are to be before it is applied. */
  readonly managedFields: readonly ManagedFieldsEntry[];
  /** Fields that nobody else owns and that we do not set: they go away. */
  readonly leaving: readonly string[];
}

export const ourManager = 'todo-deploy';

/**
 * Programs in whose place we apply: what they left in managedFields would keep a field alive that the chart drops.
 * Controllers are none of them, so that what they own stays theirs.
 */
const replacedManagers = /^(helm|kubectl|kubectl-[a-z-]+|before-first-apply)$/;

export function isReplaced(manager: string): boolean {
  return replacedManagers.test(manager);
}

/**
 * Which fields of helm's and kubectl's become ours before an object is applied: all of them when the object is adopted,
 * otherwise those that we own together. Undefined where there are none.
 *
 * @param live the object as it is
 * @param wanted the object as a dry run says it would be; its managedFields tell what we set
 */
export function takeOverFields(
  live: KubernetesObject,
  wanted: KubernetesObject,
  { isAdopted }: { readonly isAdopted: boolean },
): Takeover | undefined {
  const entries = recordsAt(live, 'metadata', 'managedFields');
  const isTheirs = (entry: ManagedFieldsEntry) =>
    isReplaced(textAt(entry, 'manager') ?? '') && !entry['subresource'];
  const theirs = entries.filter(isTheirs);
  const ours = setOf(entries.filter(isOurs));
  const taken = isAdopted ? setOf(theirs) : intersection(setOf(theirs), ours);
  if (isEmpty(taken)) return undefined;
  const left = theirs.flatMap((entry) => reduced(entry, taken));
  const others = entries.filter((entry) => !isTheirs(entry) && !isOurs(entry));
  const next = setOf(recordsAt(wanted, 'metadata', 'managedFields').filter(isOurs));
  const apiVersion = textAt(theirs[0], 'apiVersion') ?? live.apiVersion;
  return {
    managers: [...new Set(theirs.map((entry) => textAt(entry, 'manager') ?? ''))],
    managedFields: [...others, ...left, ourEntry(union(ours, taken), apiVersion)],
    leaving: leafPaths(difference(difference(taken, next), setOf([...others, ...left]))).filter(Boolean),
  };
}

/** Whether we own every field that we set; somebody who changes one and changes it back owns it instead of us. */
export function ownsAll(live: KubernetesObject, wanted: KubernetesObject): boolean {
  const [owned, set] = [live, wanted].map((object) =>
    setOf(recordsAt(object, 'metadata', 'managedFields').filter(isOurs)),
  );
  return isEmpty(difference(set ?? {}, owned ?? {}));
}

export function isOurs(entry: ManagedFieldsEntry): boolean {
  return entry['manager'] === ourManager && entry['operation'] === 'Apply' && !entry['subresource'];
}

export function setOf(entries: readonly ManagedFieldsEntry[]): FieldSet {
  return entries.reduce<FieldSet>((all, entry) => union(all, (entry['fieldsV1'] ?? {}) as FieldSet), {});
}

function reduced(entry: ManagedFieldsEntry, taken: FieldSet): readonly ManagedFieldsEntry[] {
  const fieldsV1 = difference((entry['fieldsV1'] ?? {}) as FieldSet, taken);
  return isEmpty(fieldsV1) ? [] : [{ ...entry, fieldsV1 }];
}

function ourEntry(fieldsV1: FieldSet, apiVersion: string): ManagedFieldsEntry {
  const time = `${new Date().toISOString().slice(0, 19)}Z`;
  return { manager: ourManager, operation: 'Apply', apiVersion, fieldsType: 'FieldsV1', fieldsV1, time };
}
