import type { ErrorTable } from '@todo/errors';

interface Reason {
  readonly reason: string;
}
interface Migration {
  readonly name: string;
}

/** What main.js, migrate.js and dev.ts end with, by exit code. */
export const programErrors = {
  ENVIRONMENT_INVALID: {
    title: 'The environment is wrong',
    message: ({ faults }: { faults: readonly string[] }) => `Environment: ${faults.join('; ')}`,
    hint: () => 'set what is named and start again',
    exitCode: 20,
  },
  PORT_TAKEN: {
    title: 'The port is in use',
    message: ({ host, port }: { host: string; port: number }) =>
      `Port ${port} on ${host}: another program listens on it, so the API did not start`,
    hint: () => 'end that program, or set PORT to another one',
    exitCode: 21,
  },
  DATABASE_REFUSED: {
    title: 'The database refuses the login',
    message: ({ reason }: Reason) => `Database: it refuses what DATABASE_URL says (${reason})`,
    hint: () => 'correct user, password and database name in DATABASE_URL',
    exitCode: 22,
  },
  DATABASE_HOST_UNKNOWN: {
    title: 'The database host does not exist',
    message: ({ seconds }: { seconds: number }) =>
      `Database: the host in DATABASE_URL has had no address for ${seconds} s; nothing was changed`,
    hint: () => 'correct the host in DATABASE_URL',
    exitCode: 23,
  },
  DATABASE_UNREACHABLE: {
    title: 'The database does not come up',
    message: ({ seconds, reason }: Reason & { seconds: number }) =>
      `Database: it has not answered for ${seconds} s (${reason}); nothing was changed`,
    hint: () => 'start the database, or correct host and port in DATABASE_URL; then run the migrations again',
    exitCode: 24,
  },
  MIGRATION_LOCK_HELD: {
    title: 'Another program migrates',
    message: ({ seconds }: { seconds: number }) =>
      `Migrations: another program has held their lock for ${seconds} s; nothing was changed`,
    hint: () => 'wait until that program has ended, and run the migrations again',
    exitCode: 25,
  },
  MIGRATION_DRIFTED: {
    title: 'An applied migration was edited',
    message: ({ name }: Migration) =>
      `Migration ${name}: it was applied with other contents than its file has now; nothing was changed`,
    hint: () => 'restore the file as it was, and put the change into a new migration',
    exitCode: 26,
  },
  MIGRATION_OUT_OF_ORDER: {
    title: 'The migrations have a gap',
    message: ({ name, reason }: Migration & Reason) => `Migration ${name}: ${reason}; nothing was changed`,
    hint: () => 'give new migrations the next number, and keep the applied ones',
    exitCode: 27,
  },
  MIGRATION_FAILED: {
    title: 'A migration fails',
    message: ({ name, reason }: Migration & Reason) =>
      `Migration ${name}: the database refuses it (${reason}); it was undone, those before it stay`,
    hint: () => 'mend the migration, or the data that it meets, and run the migrations again',
    exitCode: 28,
  },
  MIGRATION_INTERRUPTED: {
    title: 'The migrations were interrupted',
    message: (_: Readonly<Record<string, never>>) =>
      'Migrations: interrupted; the one that was running is undone, those before it stay',
    hint: () => 'run the migrations again',
    exitCode: 130,
  },
} as const satisfies ErrorTable;
