import { isRecord } from '../cluster/kubernetes-object.ts';

/**
 * A set of fields as managedFields write it (`FieldsV1`, kubernetes-sigs/structured-merge-diff): each key is a step,
 * `f:NAME`, `k:{KEYS}`, `v:VALUE` or `i:INDEX`; `.` stands for the field itself, and an empty set is a leaf.
 */
export interface FieldSet {
  readonly [step: string]: FieldSet;
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  const steps = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...steps].map((step) => [step, union(a[step] ?? {}, b[step] ?? {})]));
}

/** The leaves that both have. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return filterLeaves(a, (path) => has(b, path));
}

/** The leaves of `a` that `b` does not have. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return filterLeaves(a, (path) => !has(b, path));
}

export function isEmpty(set: FieldSet): boolean {
  return Object.keys(set).length === 0;
}

/** The leaves, outermost first, as conflicts print them: `.spec.containers[name="app"].image`. */
export function leafPaths(set: FieldSet): readonly string[] {
  return leaves(set).map((path) => path.map(stepText).join(''));
}

function filterLeaves(set: FieldSet, isKept: (path: readonly string[]) => boolean): FieldSet {
  return leaves(set)
    .filter(isKept)
    .reduce<FieldSet>((kept, path) => union(kept, asSet(path)), {});
}

function leaves(set: FieldSet, path: readonly string[] = []): readonly (readonly string[])[] {
  return Object.entries(set).flatMap(([step, inner]) =>
    isEmpty(inner) ? [[...path, step]] : leaves(inner, [...path, step]),
  );
}

function asSet(path: readonly string[]): FieldSet {
  return path.reduceRight<FieldSet>((inner, step) => ({ [step]: inner }), {});
}

function has(set: FieldSet, path: readonly string[]): boolean {
  let found: FieldSet | undefined = set;
  for (const step of path) found = found?.[step];
  return found !== undefined;
}

function stepText(step: string): string {
  const text = step.slice(2);
  if (step === '.') return '';
  if (step.startsWith('f:')) return /^[A-Za-z0-9_-]+$/.test(text) ? `.${text}` : `["${text}"]`;
  if (step.startsWith('k:')) return `[${keysText(text)}]`;
  return step.startsWith('v:') ? `[=${text}]` : `[${text}]`;
}

function keysText(json: string): string {
  const keys: unknown = JSON.parse(json);
  if (!isRecord(keys)) return json;
  return Object.entries(keys)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join();
}
