import {
  at,
  isRecord,
  recordsAt,
  refText,
  textAt,
  type KubernetesObject,
} from '../cluster/kubernetes-object.ts';
import type { ObjectRecord } from '../ledger/ledger.ts';
import type { ManifestObject } from '../manifest/manifest.ts';
import { leafPaths, type FieldSet } from '../plan/field-set.ts';
import { isOurs, setOf, type ManagedFieldsEntry } from '../plan/managed-fields.ts';
import { hasKeys, lostFields, type FieldPath } from './lost-fields.ts';

/** What somebody else did to an object since it was deployed. */
export interface Drift {
  /** `Deployment/todo/backend`. */
  readonly object: string;
  readonly change: 'changed' | 'removed' | 'deleted' | 'made-anew';
  /** `.spec.replicas`; absent where it is about the whole object. */
  readonly field?: string;
  /** Values as JSON; of Secrets neither is told. */
  readonly deployed?: string;
  readonly live?: string;
  /** Who did it, as its managedFields entry names itself; absent where nothing tells. */
  readonly manager?: string;
  /** When that manager last changed something of the object, ISO 8601. */
  readonly since?: string;
}

/**
 * Whether anybody but us may have changed an object, by its metadata alone: it is another one, its spec or version is
 * another, or somebody's entry in managedFields is as new as ours. What is only taken away from an object's labels or
 * annotations leaves no such trace, and is found once something else does.
 */
export function mayHaveDrifted({ metadata }: KubernetesObject, recorded: ObjectRecord): boolean {
  const { uid, generation, resourceVersion } = recorded;
  if (metadata.uid !== uid) return true;
  if (generation === undefined) return metadata.resourceVersion !== resourceVersion;
  if (metadata.generation !== generation) return true;
  const entries = recordsAt(metadata, 'managedFields');
  const ours = timeOf(entries.find(isOurs));
  return entries.some((entry) => isTheirs(entry) && timeOf(entry) >= ours);
}

/** What of an object that was applied is no longer so, and who changed it. */
export function findDrift(
  { ref, object: applied, isOnce }: ManifestObject,
  live: KubernetesObject,
  recorded: ObjectRecord,
): readonly Drift[] {
  const object = refText(ref);
  if (isOnce) return [];
  const entries = recordsAt(live.metadata, 'managedFields');
  if (live.metadata.uid !== recorded.uid) {
    const maker = entries.find((entry) => !isOurs(entry));
    const since = live.metadata.creationTimestamp;
    return [{ object, change: 'made-anew', ...named(maker), ...(since && { since }) }];
  }
  const wanted = withData(applied);
  const lost = lostFields(wanted, setOf(entries.filter(isOurs)));
  const differing = lost.flatMap((path) => differences(path, valueAt(wanted, path), valueAt(live, path)));
  return differing.map(({ path, deployed, found }) => ({
    object,
    change: found === undefined ? 'removed' : 'changed',
    field: fieldText(path),
    ...(live.kind === 'Secret' ? {} : valuesOf(deployed, found)),
    ...named(newOwner(path, entries)),
  }));
}

interface Difference {
  readonly path: FieldPath;
  readonly deployed: unknown;
  readonly found: unknown;
}

/** Where a value is not found in another one, which may have more: what the cluster fills in is no difference. */
function differences(path: FieldPath, deployed: unknown, found: unknown): readonly Difference[] {
  if (!isRecord(deployed) || !isRecord(found))
    return isWithin(deployed, found) ? [] : [{ path, deployed, found }];
  return Object.entries(deployed).flatMap(([name, value]) =>
    differences([...path, `f:${name}`], value, found[name]),
  );
}

function valuesOf(deployed: unknown, found: unknown): Pick<Drift, 'deployed' | 'live'> {
  return { deployed: text(deployed), ...(found === undefined ? {} : { live: text(found) }) };
}

/** A Secret's `stringData` is kept as `data`. */
function withData(object: KubernetesObject): KubernetesObject {
  const { stringData, ...rest } = object;
  if (object.kind !== 'Secret' || !isRecord(stringData)) return object;
  const encoded = Object.entries(stringData).map(
    ([key, value]) => [key, Buffer.from(String(value)).toString('base64')] as const,
  );
  const data = { ...(isRecord(rest['data']) ? rest['data'] : {}), ...Object.fromEntries(encoded) };
  return { ...rest, apiVersion: object.apiVersion, kind: object.kind, metadata: object.metadata, data };
}

/** Who owns the field now; of one that was removed, who has last changed anything. */
function newOwner(path: FieldPath, entries: readonly ManagedFieldsEntry[]): ManagedFieldsEntry | undefined {
  const others = entries
    .filter((entry) => !isOurs(entry))
    .toSorted((a, b) => timeOf(b).localeCompare(timeOf(a)));
  const ours = timeOf(entries.find(isOurs));
  return (
    others.find((entry) => owns(entry, path)) ??
    others.find((entry) => isTheirs(entry) && timeOf(entry) >= ours)
  );
}

function owns(entry: ManagedFieldsEntry, path: FieldPath): boolean {
  let found = entry['fieldsV1'];
  for (const step of path) {
    if (!isRecord(found)) return false;
    found = found[step];
  }
  return found !== undefined;
}

/** Controllers write what they see under `status`, which is no change of what was deployed. */
function isTheirs(entry: ManagedFieldsEntry): boolean {
  return !isOurs(entry) && entry['subresource'] !== 'status';
}

function timeOf(entry: ManagedFieldsEntry | undefined): string {
  return textAt(entry, 'time') ?? '';
}

function named(entry: ManagedFieldsEntry | undefined): Pick<Drift, 'manager' | 'since'> {
  const [manager, since] = [textAt(entry, 'manager'), textAt(entry, 'time')];
  return { ...(manager && { manager }), ...(since && { since }) };
}

function fieldText(path: FieldPath): string {
  return leafPaths(path.reduceRight<FieldSet>((inner, step) => ({ [step]: inner }), {})).join();
}

function valueAt(object: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((found, step) => {
    if (step.startsWith('f:')) return at(found, step.slice(2));
    if (!Array.isArray(found)) return undefined;
    if (step.startsWith('k:')) return found.find((element) => hasKeys(element, step)) as unknown;
    return found.find((element) => `v:${JSON.stringify(element)}` === step) as unknown;
  }, object);
}

function isWithin(wanted: unknown, found: unknown): boolean {
  if (Array.isArray(wanted)) {
    const elements: readonly unknown[] = Array.isArray(found) ? found : [];
    return (
      wanted.length === elements.length && wanted.every((each, index) => isWithin(each, elements[index]))
    );
  }
  if (isRecord(wanted))
    return Object.entries(wanted).every(([name, field]) => isWithin(field, at(found, name)));
  return Object.is(wanted, found);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
