import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { programEnvironment } from './env.ts';

/** A program with its words: an array all along, so that no shell ever reads them. */
export interface Command {
  readonly program: string;
  readonly words: readonly string[];
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the program may read and write. */
  readonly stdio?: 'inherit' | 'ignore' | readonly ('inherit' | 'ignore')[];
}

/**
 * Runs a program to its end.
 *
 * @returns its exit code, 128 + the signal that ended it, or undefined where there is no such program
 */
export function run(
  { program, words }: Command,
  { cwd, env, stdio = 'inherit' }: RunOptions,
): Promise<number | undefined> {
  const child = spawn(program, words, {
    cwd,
    env: programEnvironment(env),
    stdio: typeof stdio === 'string' ? stdio : [...stdio],
  });
  // A terminal sends Ctrl-C to the program as well, which decides what it means.
  const keep = () => undefined;
  process.on('SIGINT', keep);
  return new Promise<number | undefined>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve(undefined) : reject(error),
    );
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
  }).finally(() => process.off('SIGINT', keep));
}

/** A command as a person would type it. */
export function show({ program, words }: Command): string {
  const quoted = words.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  return [program, ...quoted].join(' ');
}
