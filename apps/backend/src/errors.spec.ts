import { describe, expect, it } from '@jest/globals';
import { errorTable } from './errors.ts';

const context = {
  id: 1,
  reason: 'r',
  name: 'n',
  seconds: 1,
  method: 'm',
  part: 'p',
  tool: 't',
  host: 'h',
  port: 1,
  bytesMax: 1,
  faults: ['f'],
};
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
