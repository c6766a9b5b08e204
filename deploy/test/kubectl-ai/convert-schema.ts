/** What kubectl-ai gives a model of one value. */
export interface ConvertedSchema {
  readonly type: 'string' | 'number' | 'boolean' | 'array' | 'object';
  readonly description?: string;
  readonly items?: ConvertedSchema;
  readonly properties?: Readonly<Record<string, ConvertedSchema>>;
  readonly required?: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a tool's schema as kubectl-ai v0.0.28 does (pkg/mcp/client.go, `convertMCPInputSchema` and `convertMCPMapSchema`):
 * what this refuses makes it drop every tool of the server.
 *
 * @throws TypeError for a schema that it does not take
 */
export function convertSchema(schema: Json): ConvertedSchema {
  if (schema['type'] !== 'object') throw new TypeError(`input schema of type ${String(schema['type'])}`);
  const properties = convertProperties(schema['properties'] ?? {});
  return { type: 'object', properties, required: (schema['required'] ?? []) as readonly string[] };
}

function convertProperties(properties: unknown): Readonly<Record<string, ConvertedSchema>> {
  return Object.fromEntries(
    Object.entries(properties as Json).map(([key, value]) => [key, convertProperty(key, value)]),
  );
}

const plainTypes: Readonly<Record<string, ConvertedSchema['type']>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
};

function convertProperty(key: string, value: unknown): ConvertedSchema {
  if (!isMapping(value)) throw new TypeError(`${key}: no mapping`);
  const { type, description, items, properties } = value;
  if (description !== undefined && typeof description !== 'string')
    throw new TypeError(`${key}: description`);
  const told = description === undefined ? {} : { description };
  // Anything of several types becomes an object that says nothing.
  if (typeof type !== 'string') return { ...told, type: 'object' };
  const plain = plainTypes[type];
  return { ...told, ...(plain ? { type: plain } : convertNested(key, { type, items, properties })) };
}

function convertNested(key: string, { type, items, properties }: Json): ConvertedSchema {
  if (type === 'array') {
    if (!isMapping(items)) throw new TypeError(`${key}: an array without items`);
    return { type, items: convertProperty(`${key}.items`, items) };
  }
  if (type === 'object') {
    if (!isMapping(properties)) throw new TypeError(`${key}: an object without properties`);
    return { type, properties: convertProperties(properties) };
  }
  throw new TypeError(`${key}: type ${String(type)}`);
}

function isMapping(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
