// The program of the migration Job: one run brings the database to the schema of this release, or says why not.
import { migrate } from './database/migrate.ts';
import { migrationsFolder } from './database/migration-files.ts';
import { endWith } from './end-with.ts';
import { readMigrateEnvironment } from './env.ts';
import { ApiError } from './errors.ts';

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The database undoes what an ended connection left unfinished.
  process.once(signal, () => process.exit(endWith(new ApiError('MIGRATION_INTERRUPTED', {}))));
}

try {
  const { databaseUrl, waitMs } = readMigrateEnvironment();
  const onProgress = (line: string) => console.log(line);
  const { applied, version } = await migrate({
    url: databaseUrl,
    folder: migrationsFolder,
    waitMs,
    onProgress,
  });
  console.log(`database  schema version ${version}, ${applied.length} migrations applied`);
} catch (error) {
  process.exitCode = endWith(error);
}
