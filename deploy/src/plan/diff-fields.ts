import { isRecord, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { FieldChange } from './plan.ts';

/**
 * What differs between an object as it is and as a dry run says it would be. Fields that the cluster keeps for itself are
 * no difference; list elements are compared by their name where they have one; values of Secrets are masked.
 */
export function diffFields(live: KubernetesObject, wanted: KubernetesObject): readonly FieldChange[] {
  const changes = compare('', comparable(live), comparable(wanted));
  return live.kind === 'Secret' ? changes.map(maskChange) : changes;
}

const serverFields = new Set([
  'managedFields',
  'resourceVersion',
  'generation',
  'uid',
  'creationTimestamp',
  'selfLink',
]);

function comparable(object: KubernetesObject): Record<string, unknown> {
  const { status: _status, metadata, ...rest } = object;
  const kept = Object.entries(metadata).filter(([name]) => !serverFields.has(name));
  return { ...rest, metadata: Object.fromEntries(kept) };
}

function compare(path: string, from: unknown, to: unknown): readonly FieldChange[] {
  if (isRecord(from) && isRecord(to)) return compareRecords(from, to, (name) => fieldPath(path, name));
  if (Array.isArray(from) && Array.isArray(to)) {
    const [before, after] = [byName(from), byName(to)];
    const pathOf = (name: string) => `${path}[${name}]`;
    return before && after
      ? compareRecords(before, after, pathOf)
      : compareRecords({ ...from }, { ...to }, pathOf);
  }
  return Object.is(from, to) ? [] : [change(path, from, to)];
}

function fieldPath(path: string, name: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(name)) return `${path}["${name}"]`;
  return path === '' ? name : `${path}.${name}`;
}

function compareRecords(
  from: Readonly<Record<string, unknown>>,
  to: Readonly<Record<string, unknown>>,
  pathOf: (name: string) => string,
): readonly FieldChange[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return names.flatMap((name) => compare(pathOf(name), from[name], to[name]));
}

/** Elements by their `name`, when each has one of its own. */
function byName(list: readonly unknown[]): Record<string, unknown> | undefined {
  const entries = list.map((one) => [isRecord(one) ? one['name'] : undefined, one] as const);
  const named = entries.filter((entry): entry is readonly [string, unknown] => typeof entry[0] === 'string');
  return list.length > 0 && new Set(named.map(([name]) => name)).size === list.length
    ? Object.fromEntries(named)
    : undefined;
}

function change(path: string, from: unknown, to: unknown): FieldChange {
  return {
    path,
    ...(from === undefined ? {} : { from: text(from) }),
    ...(to === undefined ? {} : { to: text(to) }),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function maskChange({ path, from, to }: FieldChange): FieldChange {
  const isValue = /^(data|stringData)\b/.test(path) || path.includes('last-applied-configuration');
  if (!isValue) return { path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  return {
    path,
    ...(from === undefined ? {} : { from: '*** (before)' }),
    ...(to === undefined ? {} : { to: '*** (after)' }),
  };
}
