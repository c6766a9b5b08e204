/** What TOML tables of this tool's configuration files hold. */
export type TomlValue = string | number | boolean | readonly string[] | TomlTable;

export interface TomlTable {
  readonly [key: string]: TomlValue;
}

/**
 * Writes a table as TOML 1.0 (https://toml.io/en/v1.0.0): values first, then each table below its full name. Strings
 * are basic strings, whose escapes are those of JSON.
 */
export function toToml(table: TomlTable): string {
  return section(table, []).join('\n') + '\n';
}

function section(table: TomlTable, path: readonly string[]): string[] {
  const entries = Object.entries(table);
  const values = entries.filter(([, value]) => !isTable(value));
  const tables = entries.filter((entry): entry is [string, TomlTable] => isTable(entry[1]));
  const header = path.length > 0 && values.length > 0 ? [`[${path.map(toKey).join('.')}]`] : [];
  return [
    ...header,
    ...values.map(([key, value]) => `${toKey(key)} = ${toValue(value)}`),
    ...tables.flatMap(([key, value]) => section(value, [...path, key])),
  ];
}

function toKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key);
}

function toValue(value: TomlValue): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new TypeError(`Not a TOML integer: ${value}`);
  return JSON.stringify(value);
}

function isTable(value: TomlValue): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value);
}
