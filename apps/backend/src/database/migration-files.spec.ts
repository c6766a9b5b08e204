import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { migrationsFolder, readMigrationFiles } from './migration-files.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'todo-migrations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(...names: string[]): void {
  for (const name of names) writeFileSync(join(folder, name), `-- ${name}\n`);
}

describe('readMigrationFiles', () => {
  it('orders by number and counts versions from 1', () => {
    write('0001_second.sql', '0000_first.sql', 'notes.md');
    expect(readMigrationFiles(folder)).toMatchObject([
      { version: 1, name: '0000_first', apiVersionMin: 0 },
      { version: 2, name: '0001_second', apiVersionMin: 0 },
    ]);
  });

  it.each([
    ['a gap', ['0000_first.sql', '0002_third.sql'], '0002_third'],
    ['a double', ['0000_first.sql', '0000_other.sql'], '0000_other'],
    ['a late start', ['0001_second.sql'], '0001_second'],
    ['no number', ['first.sql'], 'first'],
  ])('refuses %s', (_name, files, culprit) => {
    write(...files);
    expect(() => readMigrationFiles(folder)).toThrow(
      expect.objectContaining({
        code: 'MIGRATION_OUT_OF_ORDER',
        message: expect.stringContaining(culprit) as unknown,
      }),
    );
  });

  it('reads from the first line which API a migration is too new for', () => {
    writeFileSync(join(folder, '0000_drop.sql'), '-- api-version-min: 7\nDROP TABLE old;\n');
    expect(readMigrationFiles(folder)).toMatchObject([{ apiVersionMin: 7 }]);
  });

  it('changes the hash with any byte', () => {
    write('0000_first.sql');
    const [before] = readMigrationFiles(folder);
    writeFileSync(join(folder, '0000_first.sql'), '-- 0000_first.sql\n ');
    expect(readMigrationFiles(folder)[0]?.hash).not.toBe(before?.hash);
  });

  it('accepts the migrations of this release', () => {
    expect(readMigrationFiles(migrationsFolder).length).toBeGreaterThan(0);
  });
});
