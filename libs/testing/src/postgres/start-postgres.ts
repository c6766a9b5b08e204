// A real PostgreSQL server of its own: in a temporary folder for specs, in a folder that stays for development. It
// listens on loopback only, asks for a random password, and can be stopped and started again on the same data.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from './free-port.ts';
import { initialiseData } from './initialise-data.ts';
import { PostgresProcess } from './postgres-process.ts';
import { isRoot } from './spawn-unprivileged.ts';

export interface PostgresOptions {
  /** Where the data stays when the server is closed; without it, data ends with the server and writes skip the disk. */
  readonly folder?: string;
}

export interface PostgresServer {
  readonly port: number;
  /** Connection URL of a database, by default the administrator's `postgres`. */
  url(database?: string): string;
  /** Creates an empty database with a name of its own (or the given one, when missing), and gives its connection URL. */
  createDatabase(name?: string): Promise<string>;
  /** Ends every connection and the server; `start` continues on the same data and port. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops the server, and removes its data unless they have a folder of their own. */
  close(): Promise<void>;
}

/**
 * Starts a PostgreSQL server on a free port of 127.0.0.1.
 *
 * @throws TestingError POSTGRES_NOT_STARTED, POSTGRES_PLATFORM_UNSUPPORTED
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'todo-postgres-'));
  const data = join(folder, 'data');
  const password = readPassword(folder);
  if (!existsSync(join(data, 'PG_VERSION'))) await initialiseData(data, password);
  const port = await freePort();
  const server = new PostgresProcess({ data, port, isDurable: options.folder !== undefined });
  await server.start();
  return {
    port,
    url,
    createDatabase,
    stop: () => server.stop(),
    start: () => server.start(),
    async close() {
      await server.stop();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };

  function url(database = 'postgres'): string {
    return `postgresql://todo:${password}@127.0.0.1:${port}/${database}`;
  }

  async function createDatabase(name = `test_${randomBytes(6).toString('hex')}`): Promise<string> {
    const client = new Client({ connectionString: url() });
    await client.connect();
    try {
      const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
      if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    } finally {
      await client.end();
    }
    return url(name);
  }
}

function readPassword(folder: string): string {
  const file = join(folder, 'password');
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const password = randomBytes(18).toString('base64url');
  mkdirSync(folder, { recursive: true, mode: isRoot ? 0o755 : 0o700 });
  writeFileSync(file, password, { mode: 0o600 });
  return password;
}
