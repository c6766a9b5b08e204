// Brings the database to the schema of this release. It succeeds when every migration file has been applied exactly once,
// in order, by whoever: any number of runners may start at the same time. Each migration is one transaction, so that
// a runner that dies leaves whole migrations only.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { ApiError } from '../errors.ts';
import { connectWhenReachable } from './connect-when-reachable.ts';
import { directUrl } from './connection-url.ts';
import { type MigrationFile, readMigrationFiles } from './migration-files.ts';

export interface MigrateOptions {
  readonly url: string;
  readonly folder: string;
  /** How long a database that does not answer yet, the lock of another runner, or a locked table is waited for. */
  readonly waitMs: number;
  readonly onProgress: (line: string) => void;
}

export interface MigrateResult {
  /** Names of the migrations that this run applied. */
  readonly applied: readonly string[];
  /** Version of the schema now. */
  readonly version: number;
}

/**
 * Applies the migrations that the database lacks.
 *
 * @throws ApiError DATABASE_* when it cannot be used, MIGRATION_* when its schema and the files do not go together
 */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const files = readMigrationFiles(options.folder);
  // A pooler would give each statement another session, and the lock belongs to one.
  const client = await connectWhenReachable(directUrl(options.url), options);
  try {
    await lock(client, options.waitMs);
    await client.query(createTable);
    const { rows } = await client.query<AppliedMigration>('SELECT * FROM schema_migrations ORDER BY version');
    const pending = findPending(files, rows);
    for (const file of pending) {
      const startedAt = performance.now();
      await apply(client, file, options.waitMs);
      options.onProgress(
        `migration ${file.name}  applied in ${Math.round(performance.now() - startedAt)} ms`,
      );
    }
    return { applied: pending.map(({ name }) => name), version: Math.max(rows.length, files.length) };
  } finally {
    // Ends the session, and with it the lock.
    await client.end().catch(() => undefined);
  }
}

const lockKey = 7_463_812_905;
const lockIntervalMs = 100;

const createTable = `
CREATE TABLE IF NOT EXISTS schema_migrations (
  version integer PRIMARY KEY,
  name text NOT NULL,
  hash text NOT NULL,
  api_version_min integer NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)`;

interface AppliedMigration {
  readonly version: number;
  readonly name: string;
  readonly hash: string;
}

async function lock(client: Client, waitMs: number): Promise<void> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [
      lockKey,
    ]);
    if (rows[0]?.held) return;
    if (performance.now() >= deadline) {
      throw new ApiError('MIGRATION_LOCK_HELD', { seconds: Math.round(waitMs / 1000) });
    }
    await sleep(lockIntervalMs);
  }
}

/**
 * The files that the database lacks. One that has more than there are files is of a newer release, whose migrations let
 * this one work on: nothing is pending then.
 */
function findPending(
  files: readonly MigrationFile[],
  applied: readonly AppliedMigration[],
): readonly MigrationFile[] {
  for (const [index, { version, name, hash }] of applied.entries()) {
    const file = files[index];
    if (version !== index + 1) {
      const reason = `the database has it as version ${version}, but none with version ${index + 1}`;
      throw new ApiError('MIGRATION_OUT_OF_ORDER', { name, reason });
    }
    if (file && file.name !== name) {
      const reason = `the database has ${name} in its place`;
      throw new ApiError('MIGRATION_OUT_OF_ORDER', { name: file.name, reason });
    }
    if (file && file.hash !== hash) throw new ApiError('MIGRATION_DRIFTED', { name });
  }
  return files.slice(applied.length);
}

/** Waits for a locked table in short turns, since whoever comes after the one who waits must wait too. */
async function apply(client: Client, file: MigrationFile, waitMs: number): Promise<void> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    try {
      return await applyOnce(client, file);
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      const isLocked = (error as { code?: string }).code === lockNotAvailable;
      if (!isLocked || performance.now() >= deadline) {
        const reason = error instanceof Error ? error.message : 'unknown error';
        throw new ApiError('MIGRATION_FAILED', { name: file.name, reason }, error);
      }
      await sleep(lockIntervalMs);
    }
  }
}

const lockNotAvailable = '55P03';

async function applyOnce(
  client: Client,
  { version, name, hash, sql, apiVersionMin }: MigrationFile,
): Promise<void> {
  await client.query("BEGIN; SET LOCAL lock_timeout = '1s'");
  await client.query(sql);
  await client.query(
    'INSERT INTO schema_migrations (version, name, hash, api_version_min) VALUES ($1, $2, $3, $4)',
    [version, name, hash, apiVersionMin],
  );
  await client.query('COMMIT');
}
