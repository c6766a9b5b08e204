import { createHash } from 'node:crypto';
import {
  groupOf,
  isRecord,
  recordsAt,
  refKey,
  refOf,
  textAt,
  type KubernetesObject,
  type ObjectRef,
} from '../cluster/kubernetes-object.ts';
import type { Unit } from '../unit.ts';

/** What an environment should hold: the chart's objects, each owned by one unit, as they are sent to the cluster. */
export interface ManifestObject {
  readonly unit: string;
  readonly ref: ObjectRef;
  readonly key: string;
  readonly object: KubernetesObject;
  /** SHA-256 of the object as it is sent, or of its name where it is made once. */
  readonly hash: string;
  /** Created when missing, left alone for ever after: `todo-deploy/apply: once`. */
  readonly isOnce: boolean;
}

const applyAnnotation = 'todo-deploy/apply';
/** On Jobs, which forget what they were made from: the hash of the object that made this one. */
export const hashAnnotation = 'todo-deploy/hash';
const componentLabel = 'app.kubernetes.io/component';

export interface ManifestFacts {
  readonly units: readonly Unit[];
  readonly namespace: string;
  /** Put on every object, so that the cluster can list what is ours. */
  readonly labels: Readonly<Record<string, string>>;
  /** Whether a kind's objects live in a namespace. */
  readonly isNamespaced: (ref: Pick<ObjectRef, 'apiVersion' | 'kind'>) => boolean;
}

/** Places, labels, hashes and owns the rendered objects. */
export function buildManifest(
  objects: readonly KubernetesObject[],
  facts: ManifestFacts,
): readonly ManifestObject[] {
  return objects.map((rendered) => {
    const placed = place(rendered, facts);
    const ref = refOf(placed);
    const isOnce = placed.metadata.annotations?.[applyAnnotation] === 'once';
    // What is made once is generated anew by every rendering, and never compared.
    const hash = hashOf(isOnce ? ref : placed);
    const object = placed.kind === 'Job' ? withAnnotation(placed, hashAnnotation, hash) : placed;
    return { unit: ownerOf(object, facts.units), ref, key: refKey(ref), object, hash, isOnce };
  });
}

/** Name of the unit that owns an object: the one its component label names, else the shared one. */
export function ownerOf(object: KubernetesObject, units: readonly Unit[]): string {
  const component = object.metadata.labels?.[componentLabel];
  const owner = units.find(({ name }) => name === component) ?? units.find(({ image }) => !image);
  return owner?.name ?? component ?? object.metadata.name;
}

/** Kinds of custom resources that the manifest itself defines, and whether they live in a namespace. */
export function definedKinds(objects: readonly KubernetesObject[]): ReadonlyMap<string, boolean> {
  const definitions = objects.filter(({ kind }) => kind === 'CustomResourceDefinition');
  return new Map(
    definitions.flatMap((definition) => {
      const group = textAt(definition, 'spec', 'group') ?? '';
      const kind = textAt(definition, 'spec', 'names', 'kind') ?? '';
      const isNamespaced = textAt(definition, 'spec', 'scope') === 'Namespaced';
      const versions = recordsAt(definition, 'spec', 'versions').map(
        (version) => textAt(version, 'name') ?? '',
      );
      return versions.map((version) => [`${group}/${version}/${kind}`, isNamespaced] as const);
    }),
  );
}

function place(
  object: KubernetesObject,
  { namespace, labels, isNamespaced }: ManifestFacts,
): KubernetesObject {
  const metadata = { ...object.metadata, labels: { ...object.metadata.labels, ...labels } };
  const place = isNamespaced(object) ? { namespace: object.metadata.namespace ?? namespace } : {};
  return { ...object, metadata: { ...metadata, ...place } };
}

function withAnnotation(object: KubernetesObject, name: string, value: string): KubernetesObject {
  const annotations = { ...object.metadata.annotations, [name]: value };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** SHA-256 over the JSON with sorted keys: equal for equal objects, whatever order their fields came in. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join()}}`;
}

/** `Deployment.apps`, as an ApplySet names kinds. */
export function groupKind({ apiVersion, kind }: Pick<ObjectRef, 'apiVersion' | 'kind'>): string {
  const group = groupOf(apiVersion);
  return group ? `${kind}.${group}` : kind;
}
