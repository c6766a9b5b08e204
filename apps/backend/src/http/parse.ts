import { Identifier } from '@todo/contracts';
import type { z } from 'zod';
import { ApiError } from '../errors.ts';

/**
 * Checks one part of a request against its contract.
 *
 * @throws ApiError REQUEST_INVALID, naming each field that is wrong
 */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  part: 'Body' | 'Query',
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ApiError('REQUEST_INVALID', { part, reason: result.error.issues.map(describe).join(', ') });
}

function describe({ path, message }: z.core.$ZodIssue): string {
  const reason = message.charAt(0).toLowerCase() + message.slice(1);
  return path.length > 0 ? `${path.join('.')} ${reason}` : reason;
}

/**
 * The id in a path, undefined for words that no id is written as.
 */
export function parseIdentifier(word: string | undefined): number | undefined {
  if (!word || !/^[1-9]\d*$/.test(word)) return undefined;
  return Identifier.safeParse(Number(word)).data;
}
