import { z } from 'zod';

/**
 * A trimmed string of `min` to `max` characters that the database can store and give back unchanged: no NUL character
 * (PostgreSQL refuses it) and no half of a surrogate pair (UTF-8 has no form for it).
 */
export function text(min: number, max: number) {
  const range = min === 0 ? `up to ${max}` : `${min} to ${max}`;
  const error = `must be text of ${range} characters`;
  return z
    .string({ error })
    .refine(isStorable, { error: 'must be valid Unicode without NUL characters' })
    .trim()
    .min(min, { error })
    .max(max, { error });
}

function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0');
}
