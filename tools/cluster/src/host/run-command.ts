import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ClusterError } from '../errors.ts';
import { lastLines } from './last-lines.ts';

export type Command = readonly [program: string, ...args: string[]];

export interface CommandOptions {
  /** The whole environment of the command. */
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Written to its standard input. */
  readonly input?: string;
  /** Ends the command when aborted. */
  readonly signal?: AbortSignal;
  /** Called with each line that it prints, while it runs. */
  readonly onLine?: (line: string) => void;
}

export interface CommandResult {
  /** The exit code; 127 when there is no such program; 128 and the signal's number when a signal ended it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command to its end.
 *
 * @throws COMMAND_FAILED with its last lines, when its exit code is not 0
 */
export async function runCommand(command: Command, options: CommandOptions): Promise<CommandResult> {
  const result = await tryCommand(command, options);
  if (result.exitCode === 0) return result;
  options.signal?.throwIfAborted();
  throw new ClusterError('COMMAND_FAILED', {
    command: command.join(' '),
    exit: `exit code ${result.exitCode}`,
    lastLines: lastLines(result.stderr || result.stdout, 3),
  });
}

/** Runs a command to its end and gives its result, whatever its exit code. */
export function tryCommand(command: Command, options: CommandOptions): Promise<CommandResult> {
  const [program, ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: options.env,
      cwd: options.cwd,
      signal: options.signal,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const stdout = collect(child.stdout, options.onLine);
    const stderr = collect(child.stderr, options.onLine);
    const finish = (exitCode: number, problem = '') =>
      resolve({
        exitCode,
        stdout: stdout.join('\n'),
        stderr: [...stderr, ...(problem ? [problem] : [])].join('\n'),
      });
    child.on('error', (error: NodeJS.ErrnoException) =>
      finish(error.code === 'ENOENT' ? 127 : 126, error.message),
    );
    child.on('close', (code, signal) => finish(code ?? 128, signal ? `ended by ${signal}` : ''));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

function collect(stream: Readable, onLine?: (line: string) => void): string[] {
  const lines: string[] = [];
  createInterface({ input: stream }).on('line', (line) => {
    lines.push(line);
    onLine?.(line);
  });
  return lines;
}
