import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type PostgresServer, startPostgres } from './start-postgres.ts';

const servers: PostgresServer[] = [];
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true }));
});

async function start(folder?: string): Promise<PostgresServer> {
  const server = await startPostgres({ folder });
  servers.push(server);
  return server;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows;
  } finally {
    await client.end();
  }
}

describe('startPostgres', () => {
  it('keeps what was committed over a stop and a start', async () => {
    const server = await start();
    const url = await server.createDatabase();
    await query(url, 'CREATE TABLE kept AS SELECT 1 AS one');
    await server.stop();
    await expect(query(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    await server.start();
    expect(await query(url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  it('gives each caller an empty database of its own', async () => {
    const server = await start();
    const [first, second] = [await server.createDatabase(), await server.createDatabase()];
    await query(first, 'CREATE TABLE mine AS SELECT 1');
    await expect(query(second, 'SELECT * FROM mine')).rejects.toThrow('does not exist');
  });

  it('refuses a wrong password', async () => {
    const server = await start();
    const url = new URL(server.url());
    url.password = 'wrong';
    await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('continues on the data in its folder, also in one that only its owner may enter', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'todo-spec-'));
    folders.push(folder);
    const first = await start(folder);
    await query(await first.createDatabase('todo'), 'CREATE TABLE kept AS SELECT 2 AS two');
    await first.close();
    const second = await start(folder);
    expect(await query(await second.createDatabase('todo'), 'SELECT two FROM kept')).toEqual([{ two: 2 }]);
  });

  it('names the reason when the folder is in use', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'todo-spec-'));
    folders.push(folder);
    await start(folder);
    await expect(startPostgres({ folder })).rejects.toMatchObject({
      code: 'POSTGRES_NOT_STARTED',
      message: expect.stringContaining('postmaster.pid') as unknown,
    });
  });
});
