import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { TestingError } from '../errors.ts';
import { postgresPrograms } from './postgres-programs.ts';
import { giveToUnprivileged, spawnUnprivileged } from './spawn-unprivileged.ts';

/**
 * Fills a data folder with a new database cluster whose administrator is `todo`. What a killed run left is cleared first.
 *
 * @throws TestingError POSTGRES_NOT_STARTED
 */
export async function initialiseData(data: string, password: string): Promise<void> {
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true, mode: 0o700 });
  giveToUnprivileged(data);
  const passwordFile = `${data}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  giveToUnprivileged(passwordFile);
  try {
    await runInitdb([`--pgdata=${data}`, `--pwfile=${passwordFile}`, ...initdbOptions]);
  } catch (error) {
    rmSync(data, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

const initdbOptions = [
  '--username=todo',
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--no-instructions',
  '--no-sync',
];

function runInitdb(words: readonly string[]): Promise<void> {
  const child = spawnUnprivileged(postgresPrograms().initdb, words);
  let output = '';
  child.stdout.resume();
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) return resolve();
      const reason = output.trim() || `exit code ${code}`;
      return reject(new TestingError('POSTGRES_NOT_STARTED', { program: 'initdb', reason }));
    });
  });
}
