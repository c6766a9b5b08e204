// `npm run dev`: the API on a real PostgreSQL of its own, whose data stay in the workspace's .todo/ folder. The API runs
// as a process of its own that starts again whenever one of its files changes.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startPostgres } from '@todo/testing';
import { migrate } from './database/migrate.ts';
import { migrationsFolder } from './database/migration-files.ts';
import { endWith } from './end-with.ts';
import { developmentVariables } from './env.ts';

const folder = join(import.meta.dirname, '../../../.todo/dev');
const migrationWaitMs = 10_000;

try {
  process.exitCode = await dev();
} catch (error) {
  process.exitCode = endWith(error);
}

async function dev(): Promise<number> {
  const postgres = await startPostgres({ folder: join(folder, 'postgres') });
  try {
    const url = await postgres.createDatabase('todo');
    writeSecretFile('database-url', url);
    const onProgress = (line: string) => console.log(line);
    await migrate({ url, folder: migrationsFolder, waitMs: migrationWaitMs, onProgress });
    console.log(`database  127.0.0.1:${postgres.port}, its URL is in .todo/dev/database-url`);
    return await runApi({
      DATABASE_URL: url,
      BETTER_AUTH_SECRET: readOrCreateSecret('auth-secret'),
    });
  } finally {
    await postgres.close();
  }
}

/** Runs the API until it or this program is told to end. */
function runApi(variables: Readonly<Record<string, string>>): Promise<number> {
  const main = join(import.meta.dirname, 'main.ts');
  const child = spawn(process.execPath, ['--watch', '--watch-preserve-output', main], {
    env: developmentVariables(variables),
    stdio: 'inherit',
  });
  // A terminal's Ctrl-C reaches the child by itself.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 0));
  });
}

function readOrCreateSecret(name: string): string {
  const file = join(folder, name);
  if (!existsSync(file)) writeSecretFile(name, randomBytes(32).toString('base64url'));
  return readFileSync(file, 'utf8');
}

function writeSecretFile(name: string, value: string): void {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, value, { mode: 0o600 });
}
