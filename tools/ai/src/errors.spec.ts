import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ErrorEntry } from '@todo/errors';
import { aiErrors } from './errors.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const rows = [...readme.matchAll(/^\| *(\d+) *\| `([A-Z_]+)` *\| (.*?) *\|$/gm)].map(
  ([, exitCode, code, title]) => ({
    code,
    exitCode: Number(exitCode),
    title,
  }),
);

describe('the code table', () => {
  it('is the one that the README tells', () => {
    const table = Object.entries<ErrorEntry>(aiErrors).map(([code, { exitCode, title }]) => ({
      code,
      exitCode,
      title,
    }));
    expect(rows).toEqual(table);
  });
});
