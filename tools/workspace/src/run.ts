import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { programEnvironment } from './env.ts';

export const workspaceRoot = join(import.meta.dirname, '../../..');

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/**
 * Runs a program to its end in this terminal, from the workspace root.
 * SIGTERM, and SIGINT that did not come from the terminal, are handed on, so that it can end cleanly.
 *
 * @returns its exit code, or 128 + the signal that ended it
 */
export function run(
  program: string,
  programArguments: readonly string[],
  options: RunOptions = {},
): Promise<number> {
  const child = spawn(program, programArguments, {
    cwd: options.cwd ?? workspaceRoot,
    env: programEnvironment(options.env),
    stdio: 'inherit',
  });
  const interrupt = () => process.stdin.isTTY || child.kill('SIGINT');
  const terminate = () => child.kill('SIGTERM');
  process.on('SIGINT', interrupt).on('SIGTERM', terminate);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', interrupt).off('SIGTERM', terminate);
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']);
    });
  });
}

/** Runs a TypeScript program of the workspace with this Node. */
export function runScript(
  script: string,
  scriptArguments: readonly string[],
  options?: RunOptions,
): Promise<number> {
  return run(process.execPath, [join(workspaceRoot, script), ...scriptArguments], options);
}

/** Runs a program of the dependencies (`nx`, `prettier`, `knip`) with this Node. */
export function runTool(
  tool: string,
  toolArguments: readonly string[],
  options?: RunOptions,
): Promise<number> {
  return run(process.execPath, [join(workspaceRoot, 'node_modules/.bin', tool), ...toolArguments], options);
}
