import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { basename } from 'node:path';
import { BenchError } from '../errors.ts';
import { watchMemory } from './watch-memory.ts';

export type Command = readonly [program: string, ...words: string[]];

export interface ProgramOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Kills the program and all that it started. */
  readonly signal: AbortSignal;
  readonly input?: string;
  /** Takes each line of both streams at the moment when it comes. */
  readonly onLine?: (line: string) => void;
  /** Exit codes that are as they should be; 0 when absent, any when empty. */
  readonly exitCodes?: readonly number[];
  /** Watch the memory, which costs the program some of its speed. */
  readonly withMemory?: boolean;
}

export interface ProgramRun {
  /** From before the program was started until it and its output had ended. */
  readonly durationMs: number;
  readonly exitCode: number;
  /** Lines of standard output. */
  readonly output: readonly string[];
  /** Most bytes that the program and all that it started held at once; 0 unless it was watched. */
  readonly memoryBytes: number;
}

/**
 * Runs a program in a process group of its own to its end.
 *
 * @throws BenchError COMMAND_FAILED with its last lines when its exit code is another than allowed
 */
export async function runProgram(command: Command, options: ProgramOptions): Promise<ProgramRun> {
  const { signal, exitCodes = [0] } = options;
  signal.throwIfAborted();
  const [program, ...words] = command;
  const startedAt = performance.now();
  const child = spawn(program, words, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const memory = options.withMemory && child.pid ? watchMemory(child.pid) : undefined;
  const killAll = () => child.pid && process.kill(-child.pid, 'SIGKILL');
  signal.addEventListener('abort', killAll, { once: true });
  const output: string[] = [];
  const complaint: string[] = [];
  for (const [stream, lines] of [
    [child.stdout, output],
    [child.stderr, complaint],
  ] as const) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      options.onLine?.(line);
    });
  }
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? -1));
  }).finally(() => signal.removeEventListener('abort', killAll));
  const durationMs = performance.now() - startedAt;
  signal.throwIfAborted();
  if (exitCodes.length > 0 && !exitCodes.includes(exitCode)) {
    const lastLines = [...output, ...complaint].slice(-5).join(' | ');
    throw new BenchError('COMMAND_FAILED', {
      command: [basename(program), ...words].join(' '),
      exitCode,
      lastLines,
    });
  }
  return { durationMs, exitCode, output, memoryBytes: memory?.stop() ?? 0 };
}
