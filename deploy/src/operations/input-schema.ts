import * as z from 'zod';
import type { Tool } from './tool.ts';

/** What clients and models are told of a tool's arguments: one object of plain types. */
export function inputSchemaOf({ input }: Pick<Tool, 'input'>) {
  const { $schema: _schema, ...schema } = z.toJSONSchema(z.strictObject(input.shape), { io: 'input' });
  return schema as {
    readonly type: 'object';
    readonly properties?: Record<string, Record<string, unknown>>;
    readonly required?: readonly string[];
  };
}
