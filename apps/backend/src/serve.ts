// Puts the parts together: the one place that knows them all.
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { createApp } from './app.ts';
import { createChatService } from './chat/chat.service.ts';
import { createModelSource } from './chat/model/create-model-source.ts';
import { createAuth } from './auth/auth.ts';
import { createPostgresConversationRepository } from './conversations/postgres-conversations.repository.ts';
import { type Database, openDatabase } from './database/database.ts';
import type { DatabaseState } from './database/database-monitor.ts';
import { migrationsFolder, readMigrationFiles } from './database/migration-files.ts';
import type { Environment } from './env.ts';
import { ApiError } from './errors.ts';
import type { LogOptions } from './http/log-options.ts';
import { createPostgresTaskRepository } from './todos/postgres-todos.repository.ts';
import { createTaskService } from './todos/todos.service.ts';

export interface Server {
  readonly app: FastifyInstance;
  /** Where it listens. */
  readonly address: string;
  /** Ends it without a failed request. */
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly log?: LogOptions;
  /** Told once when the very first connection shows that DATABASE_URL is wrong. */
  readonly onRefused: (error: ApiError) => void;
}

/**
 * Starts the API. It listens at once; a database that does not answer yet only keeps it from being ready.
 *
 * @throws ApiError PORT_TAKEN
 */
export async function serve(environment: Environment, options: ServeOptions): Promise<Server> {
  // The app has the logger, and is made last of all parts; none of them logs before it is used.
  const late: { app?: FastifyInstance } = {};
  const database = openDatabase({
    url: environment.databaseUrl,
    schemaVersion: readMigrationFiles(migrationsFolder).length,
    onChange: (state) => logState(late.app?.log, state),
  });
  const auth = createAuth({
    ...environment,
    database,
    secret: environment.authSecret,
    log: (level, message, details) =>
      late.app?.log[level]({ err: details.find(isError) }, `Better Auth: ${message}`),
  });
  const tasks = createTaskService(createPostgresTaskRepository(database));
  const conversations = createPostgresConversationRepository(database);
  const models = createModelSource(environment);
  const app = await createApp({
    database,
    auth,
    tasks,
    conversations,
    chat: createChatService({ ...environment, tasks, conversations, models, busyWaitMs }),
    settings: { ...environment, log: options.log ?? { level: environment.logLevel } },
  });
  late.app = app;
  const close = () => closeAll({ app, database, waitMs: environment.drainWaitMs });
  try {
    const address = await listen(app, environment);
    void refuseWrongUrl(database, options.onRefused);
    return { app, address, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** How long a message waits for the answer to the one before it. */
const busyWaitMs = 5_000;

/** Chat turns that run may still end; what comes after is cut. */
const drainDeadlineMs = 40_000;

async function listen(app: FastifyInstance, { host, port }: Environment): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    if ((error as { code?: string }).code === 'EADDRINUSE')
      throw new ApiError('PORT_TAKEN', { host, port }, error);
    throw error;
  }
}

// Later, the same refusal is an outage to wait out, such as a password that is being changed.
async function refuseWrongUrl(database: Database, onRefused: ServeOptions['onRefused']): Promise<void> {
  const state = await database.check();
  if (state.state !== 'unavailable' || state.fault.kind !== 'login-refused') return;
  onRefused(new ApiError('DATABASE_REFUSED', { reason: state.fault.reason }));
}

async function closeAll(parts: { app: FastifyInstance; database: Database; waitMs: number }): Promise<void> {
  await parts.app.drain({ waitMs: parts.waitMs, deadlineMs: drainDeadlineMs });
  await parts.database.close();
}

function logState(log: FastifyBaseLogger | undefined, state: DatabaseState): void {
  switch (state.state) {
    case 'available':
      return log?.info({ schemaVersion: state.schemaVersion }, 'Database: available');
    case 'schema-out-of-range':
      return log?.warn(`Database: ${state.reason}`);
    case 'unavailable':
      return log?.warn({ kind: state.fault.kind }, `Database: unavailable (${state.fault.reason})`);
    case 'unknown':
      return;
    default:
      return state satisfies never;
  }
}

function isError(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'message' in value;
}
