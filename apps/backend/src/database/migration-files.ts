import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiError } from '../errors.ts';

export interface MigrationFile {
  /** 1 for the first; the schema's version once it is applied. */
  readonly version: number;
  /** File name without `.sql`. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, in hex. */
  readonly hash: string;
  /**
   * Oldest schema version whose API still works on this schema: 0 when every older one does. A migration that takes
   * something away says so in its first line: `-- api-version-min: 7`.
   */
  readonly apiVersionMin: number;
}

// Beside the bundled program in the image, two folders up from this file in the workspace.
const candidates = ['migrations', '../../migrations'].map((path) => join(import.meta.dirname, path));

/** Where the migrations of this release are. */
export const migrationsFolder = candidates.find((folder) => existsSync(folder)) ?? candidates.join(' or ');

/**
 * The migrations in a folder, in the order of their numbers.
 *
 * @throws ApiError MIGRATION_OUT_OF_ORDER when the numbers do not run from 0000 without a gap or a double
 */
export function readMigrationFiles(folder: string): MigrationFile[] {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
  return names.map((name, index) => {
    if (Number(name.match(/^\d{4}(?=[_-])/)?.[0] ?? NaN) !== index) {
      const reason = `its number is not ${String(index).padStart(4, '0')}, which is next`;
      throw new ApiError('MIGRATION_OUT_OF_ORDER', { name, reason });
    }
    return readMigrationFile(folder, { name, version: index + 1 });
  });
}

function readMigrationFile(
  folder: string,
  { name, version }: Pick<MigrationFile, 'name' | 'version'>,
): MigrationFile {
  const sql = readFileSync(join(folder, `${name}.sql`), 'utf8');
  return {
    version,
    name,
    sql,
    hash: createHash('sha256').update(sql).digest('hex'),
    apiVersionMin: Number(sql.match(/^-- api-version-min: (\d+)\n/)?.[1] ?? 0),
  };
}
