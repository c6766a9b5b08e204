import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool, type PoolConfig } from 'pg';
import { ApiError } from '../errors.ts';
import { connectionFault } from './connection-fault.ts';
import { isPooled } from './connection-url.ts';
import { DatabaseMonitor, type DatabaseState } from './database-monitor.ts';
import { probeDatabase } from './probe-database.ts';

export interface Database {
  /** For use inside `read` and `write` only. */
  readonly orm: NodePgDatabase;
  readonly state: DatabaseState;
  /**
   * Runs queries that change nothing; a connection that breaks under them is replaced, and they run once more.
   *
   * @throws ApiError DATABASE_UNAVAILABLE or SCHEMA_OUT_OF_RANGE, at once while the database is known to be unusable
   */
  readonly read: <Result>(queries: () => Promise<Result>) => Promise<Result>;
  /** Like `read`, for queries that may change something: those are never repeated. */
  readonly write: <Result>(queries: () => Promise<Result>) => Promise<Result>;
  /** Asks the database whether it can be used. Until it can, it is asked again by itself. */
  check(): Promise<DatabaseState>;
  /** Ends all connections, after the queries that run. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  /** The schema that this release was made for. */
  readonly schemaVersion: number;
  readonly onChange: (state: DatabaseState) => void;
}

/** Opens the database without waiting for it: connections are made when the first query needs one. */
export function openDatabase({ url, schemaVersion, onChange }: DatabaseOptions): Database {
  const config = poolConfig(url);
  const pool = new Pool(config);
  const orm = drizzle(pool);
  const probe = () => probeDatabase(config, schemaVersion);
  const monitor = new DatabaseMonitor({ probe, intervalMs: probeIntervalMs, onChange });
  // Without these listeners, a connection that the server ends would end this process.
  pool.on('error', () => void monitor.check());
  pool.on('connect', (client) => client.on('error', () => void monitor.check()));
  return {
    orm,
    get state() {
      return monitor.state;
    },
    read: (queries) => run(monitor, queries).catch((error) => retryLost(error, monitor, queries)),
    write: (queries) => run(monitor, queries),
    check: () => monitor.check(),
    async close() {
      monitor.stop();
      await pool.end();
    },
  };
}

const probeIntervalMs = 500;

// A request must be answered within 2 s when the database is gone without a word: that bounds each wait.
function poolConfig(url: string): PoolConfig {
  return {
    connectionString: url,
    application_name: 'todo-backend',
    max: 10,
    connectionTimeoutMillis: 1_500,
    query_timeout: 1_900,
    idleTimeoutMillis: 10_000,
    keepAlive: true,
    ...(isPooled(url) ? {} : { statement_timeout: 1_800 }),
  };
}

async function run<Result>(monitor: DatabaseMonitor, queries: () => Promise<Result>): Promise<Result> {
  const { state } = monitor.state;
  refuseUnlessUsable(state === 'unknown' ? await monitor.check() : monitor.state);
  try {
    return await queries();
  } catch (error) {
    const fault = connectionFault(error);
    if (!fault) throw error;
    void monitor.check();
    throw new ApiError('DATABASE_UNAVAILABLE', { reason: fault.reason }, error);
  }
}

function refuseUnlessUsable(state: DatabaseState): void {
  switch (state.state) {
    case 'unknown':
    case 'available':
      return;
    case 'unavailable':
      throw new ApiError('DATABASE_UNAVAILABLE', { reason: state.fault.reason });
    case 'schema-out-of-range':
      throw new ApiError('SCHEMA_OUT_OF_RANGE', { reason: state.reason });
    default:
      return state satisfies never;
  }
}

async function retryLost<Result>(
  error: unknown,
  monitor: DatabaseMonitor,
  queries: () => Promise<Result>,
): Promise<Result> {
  if (!(error instanceof ApiError) || connectionFault(error.cause)?.kind !== 'lost') throw error;
  await monitor.check();
  return run(monitor, queries);
}
