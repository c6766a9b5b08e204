import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { chart } from './helm.ts';

export interface Schema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly $ref?: string;
}

export interface ValueRow {
  readonly key: string;
  /** As Markdown shows it. */
  readonly standard: string;
  readonly meaning: string;
}

export const schema = JSON.parse(readFileSync(join(chart, 'values.schema.json'), 'utf8')) as Schema;
export const standardValues = load(readFileSync(join(chart, 'values.yaml'), 'utf8')) as Record<
  string,
  unknown
>;

/** Services besides backend and web app that values.yaml has. */
export function serviceNames(): readonly string[] {
  return Object.keys(standardValues['services'] as object);
}

/** One row for each value that the schema knows, with its standard from values.yaml. */
export function valueRows(): readonly ValueRow[] {
  return rowsOf(schema, standardValues, []);
}

/** The rows of the table in the chart's README. */
export function readmeRows(): readonly ValueRow[] {
  const readme = readFileSync(join(chart, 'README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('\n## Values\n'));
  const rows = table.matchAll(/^\| `([^`|]+)` *\| *(.*?) *\| *(.*?) *\|$/gm);
  return [...rows].map(([, key = '', standard = '', meaning = '']) => ({ key, standard, meaning }));
}

function rowsOf({ properties = {} }: Schema, values: unknown, path: readonly string[]): readonly ValueRow[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const value = (values as Record<string, unknown> | undefined)?.[name];
    const here = [...path, name];
    if (property.properties) return rowsOf(property, value, here);
    // What a mapping by names holds is no standard.
    const standard = typeof property.additionalProperties === 'object' ? '' : show(value);
    return [{ key: here.join('.'), standard, meaning: property.description ?? '' }];
  });
}

function show(value: unknown): string {
  if (value === undefined || value === '') return '';
  if (isResources(value)) return `${amounts(value.requests)} → ${amounts(value.limits)}`;
  if (Array.isArray(value)) return value.map((entry) => `\`${JSON.stringify(entry)}\``).join(', ');
  if (typeof value !== 'object' || value === null) return `\`${JSON.stringify(value).replaceAll('"', '')}\``;
  const entries = Object.entries(value).filter(([, entry]) => entry !== '');
  return entries.map(([key, entry]) => `${key} \`${String(entry)}\``).join(', ');
}

type Amounts = Readonly<Record<string, string>>;

function isResources(value: unknown): value is { readonly requests: Amounts; readonly limits: Amounts } {
  return typeof value === 'object' && value !== null && 'requests' in value && 'limits' in value;
}

function amounts({ cpu, memory, 'ephemeral-storage': disk }: Amounts): string {
  return `\`${cpu}/${memory}/${disk}\``;
}
