import { CORE_SCHEMA, NOT_RESOLVED, boolYaml11Tag, defineScalarTag, loadAll, mergeTag } from 'js-yaml';
import { isRecord, type KubernetesObject } from '../cluster/kubernetes-object.ts';

// Kubernetes' own parser reads YAML 1.2, but knows `yes`, `on` and the octal `0440` of YAML 1.1.
const goInteger = defineScalarTag('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: ['-', '+', ...'0123456789'],
  resolve: (source) => parseGoInteger(source) ?? NOT_RESOLVED,
  identify: () => false,
});

const kubernetesSchema = CORE_SCHEMA.withTags(mergeTag, boolYaml11Tag, goInteger);

/**
 * The objects of a YAML stream, read as `kubectl` reads it; empty documents are left out, lists are opened.
 *
 * @throws TypeError when a document is no Kubernetes object, YAMLException when it is no YAML
 */
export function parseManifests(yaml: string): readonly KubernetesObject[] {
  return loadAll(yaml, { schema: kubernetesSchema }).flatMap(objectsOf);
}

function objectsOf(document: unknown): readonly KubernetesObject[] {
  if (document === null || document === undefined) return [];
  if (!isRecord(document)) throw new TypeError('a document that is no mapping');
  const { apiVersion, kind, metadata, items } = document;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string')
    throw new TypeError('a document without apiVersion and kind');
  if (kind === 'List' && Array.isArray(items)) return items.flatMap(objectsOf);
  if (!isRecord(metadata) || typeof metadata['name'] !== 'string')
    throw new TypeError(`a ${kind} without metadata.name`);
  return [document as unknown as KubernetesObject];
}

const integer = /^([-+]?)(0x[0-9a-f_]+|0b[01_]+|0o?[0-7_]+|[1-9][0-9_]*|0)$/i;

function parseGoInteger(source: string): number | undefined {
  const match = integer.exec(source);
  const digits = match?.[2]?.replaceAll('_', '').toLowerCase();
  if (digits === undefined) return undefined;
  const value = /^0[0-7]/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return match?.[1] === '-' ? -value : value;
}
