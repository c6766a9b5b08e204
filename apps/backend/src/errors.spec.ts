import { describe, expect, it } from '@jest/globals';
import { errorTable } from './errors.ts';

/** Has every fact that a text may ask for. */
const context = new Proxy(
  { faults: ['a fault'] },
  { get: (known, name): unknown => Reflect.get(known, name) ?? 'fact' },
);
type Text = (facts: typeof context) => string;

describe('errorTable', () => {
  it.each(Object.entries(errorTable))(
    'says what, why and what next in one sentence each: %s',
    (_code, entry) => {
      for (const text of [entry.message as Text, entry.hint as Text]) {
        expect(text(context)).not.toMatch(/undefined|\[object|\n|\.$/);
        expect(text(context).length).toBeGreaterThan(10);
      }
    },
  );

  it('gives each code a status or an exit code, and no exit code twice', () => {
    const entries: { status?: number; exitCode?: number }[] = Object.values(errorTable);
    const exitCodes = entries.flatMap(({ exitCode }) => exitCode ?? []);
    expect(entries.filter(({ status, exitCode }) => !status === !exitCode)).toEqual([]);
    expect(new Set(exitCodes).size).toBe(exitCodes.length);
  });
});
