import { type PostgresServer, startPostgres } from '@todo/testing';
import { migrate } from '../../src/database/migrate.ts';
import { migrationsFolder } from '../../src/database/migration-files.ts';
import { type Environment, readEnvironment } from '../../src/env.ts';
import { type Server, serve } from '../../src/serve.ts';

export const publicUrl = 'http://localhost:8080';
export const authSecret = 'canary-auth-secret-0123456789abcdef';

export interface Api {
  readonly url: string;
  readonly databaseUrl: string;
  readonly postgres: PostgresServer;
  readonly server: Server;
  /** All that the API has logged. */
  log(): string;
  close(): Promise<void>;
}

/** The variables of an API on this database, on a free port of loopback. */
export function variables(databaseUrl: string): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    PORT: '0',
    DATABASE_URL: databaseUrl,
    BETTER_AUTH_SECRET: authSecret,
    TODO_PUBLIC_URL: publicUrl,
    TODO_DRAIN_WAIT_MS: '0',
    TODO_SIGN_INS_PER_MINUTE_MAX: '1000',
  };
}

/** The whole API over a real PostgreSQL, in this process. */
export async function startApi(overrides: Partial<Environment> = {}): Promise<Api> {
  const postgres = await startPostgres();
  const databaseUrl = await postgres.createDatabase();
  await migrate({ url: databaseUrl, folder: migrationsFolder, waitMs: 10_000, onProgress: () => undefined });
  const lines: string[] = [];
  const server = await serve(
    { ...readEnvironment(variables(databaseUrl)), ...overrides },
    {
      log: { level: 'debug', stream: { write: (line) => lines.push(line) } },
      onRefused: (error) => {
        throw error;
      },
    },
  );
  return {
    url: server.address,
    databaseUrl,
    postgres,
    server,
    log: () => lines.join(''),
    async close() {
      await server.close();
      await postgres.close();
    },
  };
}
