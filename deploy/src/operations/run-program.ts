import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { DeployEvent } from '../report/events.ts';
import { ToolFailure } from './tool-failure.ts';
import type { WorkspacePrograms } from './tool.ts';
import { transcriptOf } from './transcript.ts';

/** What a command wrote to its end. */
export interface ProgramResult {
  readonly exitCode: number;
  readonly events: readonly DeployEvent[];
  /** Lines that are no events: what the command answers. */
  readonly answers: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Runs one command of this program as a process of its own: the workspace's files, project graph and hashes are then those
 * of this moment, however long the process that asks has been running. The words are arguments as they are; no shell sees
 * them.
 *
 * @throws Error when the program cannot be started or writes no JSON
 */
export async function runProgram(
  { root, program, words }: WorkspacePrograms,
  command: readonly string[],
  signal: AbortSignal,
): Promise<ProgramResult> {
  const [file = '', ...first] = program;
  const child = spawn(file, [...first, ...command, ...words, '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C in a terminal comes to this process, which hands it on once: twice would end it in the middle of a write.
    detached: true,
  });
  const stop = () => void child.kill('SIGINT');
  signal.addEventListener('abort', stop, { once: true });
  const exited = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
  const complaint = text(child.stderr);
  try {
    const lines: Readonly<Record<string, unknown>>[] = [];
    for await (const line of createInterface({ input: child.stdout })) lines.push(parse(line));
    const exitCode = await exited;
    if (lines.length === 0) throw new Error(`${command[0] ?? ''}: ${(await complaint).trim()}`);
    const isAnswer = ({ type }: Readonly<Record<string, unknown>>) => answerTypes.includes(String(type));
    const events = lines.filter((line) => !isAnswer(line)) as unknown as readonly DeployEvent[];
    return { exitCode, events, answers: lines.filter(isAnswer) };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** What a command that ended with another exit code than 0 said of it. */
export function failureOf({ events, exitCode }: ProgramResult): Error {
  const failed = events.find((event) => event.type === 'deploy-failed');
  if (!failed) return new Error(`it ended with exit code ${exitCode} and no word`);
  return new ToolFailure(failed.code, transcriptOf(events));
}

const answerTypes: readonly string[] = ['plan', 'explanation'];

function parse(line: string): Readonly<Record<string, unknown>> {
  return JSON.parse(line) as Readonly<Record<string, unknown>>;
}
