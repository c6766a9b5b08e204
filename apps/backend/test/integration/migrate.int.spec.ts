import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type PostgresServer, startPostgres } from '@todo/testing';
import { until } from '@todo/testing/until';
import { Client } from 'pg';
import { migrate } from '../../src/database/migrate.ts';
import { migrationsFolder, readMigrationFiles } from '../../src/database/migration-files.ts';

const released = readMigrationFiles(migrationsFolder).map(({ name }) => name);
const nextNumber = String(released.length).padStart(4, '0');

let postgres: PostgresServer;
let folder: string;
let url: string;
const clients: Client[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.close());
beforeEach(async () => {
  url = await postgres.createDatabase();
  folder = mkdtempSync(join(tmpdir(), 'todo-migrations-'));
  cpSync(migrationsFolder, folder, { recursive: true });
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
  rmSync(folder, { recursive: true });
});

const lines: string[] = [];
function run(options: { url?: string; waitMs?: number } = {}) {
  lines.length = 0;
  return migrate({ url, folder, waitMs: 10_000, onProgress: (line) => lines.push(line), ...options });
}

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  clients.push(client);
  return client;
}

async function appliedNames(): Promise<string[]> {
  const client = await connect();
  const { rows } = await client.query<{ name: string }>(
    'SELECT name FROM schema_migrations ORDER BY version',
  );
  return rows.map(({ name }) => name);
}

function writeMigration(name: string, sql: string): void {
  writeFileSync(join(folder, `${name}.sql`), sql);
}

describe('migrate', () => {
  it('applies everything once, and then nothing', async () => {
    expect(await run()).toEqual({ applied: released, version: released.length });
    expect(await run()).toEqual({ applied: [], version: released.length });
  });

  it('applies each migration once when five runners start together', async () => {
    writeMigration(`${nextNumber}_slow`, 'CREATE TABLE slow AS SELECT 1 AS one FROM pg_sleep(0.3);');
    const results = await Promise.all(Array.from({ length: 5 }, () => run()));
    expect(results.flatMap(({ applied }) => applied)).toEqual([...released, `${nextNumber}_slow`]);
    const client = await connect();
    expect(await client.query('SELECT FROM slow')).toMatchObject({ rowCount: 1 });
  });

  it('names an applied migration whose file was edited, and changes nothing', async () => {
    await run();
    writeMigration(released[0] ?? '', 'CREATE TABLE other ();');
    writeMigration(`${nextNumber}_next`, 'CREATE TABLE next ();');
    await expect(run()).rejects.toMatchObject({
      code: 'MIGRATION_DRIFTED',
      exitCode: 26,
      message: expect.stringContaining(released[0] ?? '') as unknown,
    });
    expect(await appliedNames()).toEqual(released);
  });

  it('names a migration that came in before applied ones', async () => {
    writeMigration(`${nextNumber}_mine`, 'CREATE TABLE mine ();');
    await run();
    rmSync(join(folder, `${nextNumber}_mine.sql`));
    writeMigration(`${nextNumber}_theirs`, 'CREATE TABLE theirs ();');
    await expect(run()).rejects.toMatchObject({
      code: 'MIGRATION_OUT_OF_ORDER',
      message: expect.stringContaining(`${nextNumber}_theirs`) as unknown,
    });
  });

  it('names a gap in what the database has', async () => {
    writeMigration(`${nextNumber}_a`, 'CREATE TABLE a ();');
    await run();
    await (await connect()).query('DELETE FROM schema_migrations WHERE version = 1');
    await expect(run()).rejects.toMatchObject({ code: 'MIGRATION_OUT_OF_ORDER' });
  });

  it('leaves the schema of a newer release alone', async () => {
    writeMigration(`${nextNumber}_newer`, 'CREATE TABLE newer ();');
    await run();
    rmSync(join(folder, `${nextNumber}_newer.sql`));
    expect(await run()).toEqual({ applied: [], version: released.length + 1 });
  });

  it('undoes a migration that fails, and keeps those before it', async () => {
    writeMigration(`${nextNumber}_broken`, 'CREATE TABLE half (); SELECT no_such_function();');
    await expect(run()).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      exitCode: 28,
      message: expect.stringMatching(/_broken: .*no_such_function/) as unknown,
    });
    expect(await appliedNames()).toEqual(released);
    const client = await connect();
    await expect(client.query('SELECT FROM half')).rejects.toMatchObject({ code: '42P01' });
  });

  it('waits for a locked table in short turns, so that nobody waits long behind it', async () => {
    await run();
    writeMigration(`${nextNumber}_alter`, 'ALTER TABLE tasks ADD COLUMN priority integer;');
    const [holder, bystander, observer] = [await connect(), await connect(), await connect()];
    await holder.query('BEGIN; SELECT FROM tasks');
    await bystander.query(`SET statement_timeout = '10s'`);
    const running = run({ waitMs: 60_000 });
    for (let turn = 1; turn <= 2; turn += 1) {
      await until(async () => (await observer.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount);
      // Is answered although the holder keeps the table: the migration steps back.
      await bystander.query('SELECT FROM tasks');
    }
    await holder.query('COMMIT');
    expect(await running).toMatchObject({ applied: [`${nextNumber}_alter`] });
  });

  it('gives up when another runner keeps the lock', async () => {
    const holder = await connect();
    await holder.query('SELECT pg_advisory_lock(7463812905)');
    await expect(run({ waitMs: 300 })).rejects.toMatchObject({ code: 'MIGRATION_LOCK_HELD', exitCode: 25 });
  });

  it('waits for a database that comes up later, and says so', async () => {
    await postgres.stop();
    const running = run({ waitMs: 60_000 });
    await until(() => lines.length > 0);
    await postgres.start();
    expect(await running).toMatchObject({ applied: released });
    expect(lines[0]).toMatch(/^database {2}connection refused; waiting since \d+ s of 60 s$/);
  });

  it.each([
    ['a wrong password', { password: 'canary' }, 'DATABASE_REFUSED', 22],
    ['a database that is not there', { pathname: '/canary' }, 'DATABASE_REFUSED', 22],
    ['a host that is not there', { hostname: 'canary.invalid' }, 'DATABASE_HOST_UNKNOWN', 23],
    ['a port where nothing listens', { port: '1' }, 'DATABASE_UNREACHABLE', 24],
  ])('tells %s by a code of its own, and repeats no part of the URL', async (...[, part, code, exitCode]) => {
    const wrong = Object.assign(new URL(url), part);
    const error: unknown = await run({ url: wrong.href, waitMs: 300 }).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code, exitCode });
    expect(String(error) + lines.join()).not.toContain('canary');
  });
});
