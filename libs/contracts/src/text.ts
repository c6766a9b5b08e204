import { z } from 'zod';

/**
 * A trimmed string of `min` to `max` characters that the database can store and give back unchanged: no NUL character
 * (PostgreSQL refuses it) and no half of a surrogate pair (UTF-8 has no form for it).
 */
export function text(min: number, max: number) {
  return z
    .string()
    .refine(isStorable, 'must be valid Unicode without NUL characters')
    .trim()
    .min(min)
    .max(max);
}

function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0');
}
