import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { textAt } from '../cluster/kubernetes-object.ts';
import type { Gate } from './gate.ts';
import type { GateFailure, GateLimits } from './gate-failure.ts';

export type CommandGate = Extract<Gate, { kind: 'command' }>;

export interface CommandOptions extends GateLimits {
  /** Absolute. */
  readonly cwd: string;
  /** All that the program sees of the environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Takes each line that the program writes. */
  readonly output: (line: string) => void;
}

const evidenceLinesMax = 20;
const patienceMs = 5_000;

/** Runs a program, and takes exit code 0 for a yes. What it has started is ended with it. */
export async function passCommandGate(
  { run }: CommandGate,
  { timeoutMs, deadline, signal, cwd, env, output }: CommandOptions,
): Promise<GateFailure | undefined> {
  signal.throwIfAborted();
  const [program = '', ...words] = run;
  const child = spawn(program, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      const text = stripVTControlCharacters(line).trimEnd();
      if (text === '') return;
      lines.push(text);
      output(text);
    });
  }
  const end = await ended(child, AbortSignal.any([signal, deadline]));
  signal.throwIfAborted();
  if (end === 'exit 0') return undefined;
  const detail = deadline.aborted ? `did not end within ${timeoutMs / 1000} s` : end;
  return failure(run, detail, lines);
}

/** How the program ended: `exit 3`, `SIGKILL`, `ENOENT`. */
async function ended(child: ChildProcess, stop: AbortSignal): Promise<string> {
  const end = () => void endGroup(child);
  stop.addEventListener('abort', end, { once: true });
  try {
    const [code, killedBy] = (await once(child, 'close')) as [number | null, string | null];
    return code === null ? String(killedBy) : `exit ${code}`;
  } catch (error) {
    return `cannot be started (${textAt(error, 'code') ?? String(error)})`;
  } finally {
    stop.removeEventListener('abort', end);
  }
}

/** The program leads a group of its own, so that what it has started does not outlive it. */
async function endGroup(child: ChildProcess): Promise<void> {
  kill(child, 'SIGTERM');
  const closed = once(child, 'close', { signal: AbortSignal.timeout(patienceMs) });
  await closed.catch(() => kill(child, 'SIGKILL'));
}

function kill({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has just ended by itself.
  }
}

function failure(run: readonly string[], end: string, lines: readonly string[]): GateFailure {
  const last = lines.at(-1);
  const shown = lines.slice(-evidenceLinesMax).map((line) => `  ${line}`);
  return {
    detail: `${run.join(' ')}: ${end}${last === undefined ? '' : `; last line: ${last}`}`,
    evidence: shown.length > 0 ? ['its last lines:', ...shown] : [],
    advice: `run ${run.join(' ')} in the workspace`,
  };
}
