import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { loadAll } from 'js-yaml';
import type { KubernetesObject } from '../../src/cluster/kubernetes-object.ts';
import { kagentApis, type KagentApi } from './kagent-values.ts';

/** File with the CustomResourceDefinitions of an API of kagent. */
export function schemaFile(api: KagentApi): string {
  return join(import.meta.dirname, 'kagent-crds', `${api}.yaml`);
}

interface Definition {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

export function definitionsOf(api: KagentApi): readonly Definition[] {
  return loadAll(readFileSync(schemaFile(api), 'utf8')) as Definition[];
}

// Kubernetes' own keywords are not JSON Schema's, nor are its formats.
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
const validators = new Map<string, ValidateFunction>();
for (const { spec } of kagentApis.flatMap(definitionsOf)) {
  for (const { name, schema } of spec.versions)
    validators.set(`${spec.group}/${name} ${spec.names.kind}`, ajv.compile(closed(schema.openAPIV3Schema)));
}

/** What the schema of its kind says against an object; unknown fields too, as a strict API server does. */
export function schemaErrors(object: KubernetesObject): readonly string[] {
  const validate = validators.get(`${object.apiVersion} ${object.kind}`);
  if (!validate) return [`${object.apiVersion} has no kind ${object.kind}`];
  validate(object);
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

function closed(schema: Schema): Schema {
  const { properties, items } = schema;
  if (items) return { ...schema, items: closed(items) };
  if (!properties) return schema;
  const entries = Object.entries(properties).map(([name, each]) => [name, closed(each)] as const);
  return { ...schema, ...{ additionalProperties: false }, properties: Object.fromEntries(entries) };
}
