import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ErrorEntry } from '@todo/errors';
import { deployErrors } from './errors.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const rows = [...readme.matchAll(/^\| *(\d+) *\| `([A-Z_]+)` *\| (.*?) *\|$/gm)].map(
  ([, exitCode, code, title]) => ({ code, exitCode: Number(exitCode), title }),
);
const codes = Object.entries<ErrorEntry>(deployErrors);

describe('the code table', () => {
  it('is the one that the README tells', () => {
    const table = codes.map(([code, { exitCode, title }]) => ({ code, exitCode, title }));
    expect(new Map(rows.map((row) => [row.code, row]))).toEqual(new Map(table.map((row) => [row.code, row])));
  });

  it('gives each code an exit code of its own, but for wrong use', () => {
    const exitCodes = codes.map(([, { exitCode }]) => exitCode).filter((exitCode) => exitCode !== 2);
    expect(exitCodes).toEqual([...new Set(exitCodes)]);
  });
});
