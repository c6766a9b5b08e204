#!/usr/bin/env node
import { AppError } from '@todo/errors';
import { dev } from './dev.ts';
import { WorkspaceError } from './errors.ts';
import { format, lint } from './lint.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';
import { test } from './test.ts';

/** The root scripts of package.json. Each takes the words after its name and gives the exit code. */
const commands: Readonly<Record<string, (words: readonly string[]) => Promise<number>>> = {
  start,
  stop,
  status,
  test,
  dev,
  lint: () => lint(['run-many']),
  format,
};

const [command = '', ...words] = process.argv.slice(2);
try {
  const action = commands[command];
  if (!action) throw new WorkspaceError('COMMAND_UNKNOWN', { command, known: Object.keys(commands) });
  process.exitCode = await action(words);
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  console.error(`${error.code}  ${error.message}\n  Next: ${error.hint}`);
  process.exitCode = error.exitCode;
}
