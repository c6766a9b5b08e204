import { spawn } from 'node:child_process';
import { text as readText } from 'node:stream/consumers';
import * as z from 'zod';
import { programVariables } from '../env.ts';
import type { Finding } from './finding.ts';
import { hadolintRules } from './rules.ts';

export interface HadolintOptions {
  /** Its name or path. */
  readonly program: string;
  readonly signal?: AbortSignal;
}

const notUnderstood = 'DL1000';

const reportSchema = z.array(
  z.object({
    code: z.string(),
    line: z.number(),
    level: z.enum(['error', 'warning', 'info', 'style']),
    message: z.string(),
  }),
);

/**
 * What hadolint itself says of a Dockerfile. It reads its own settings, such as `.hadolint.yaml`.
 *
 * @returns undefined where there is no hadolint, none that can be used, or one that does not understand the file: its
 * grammar lacks some of BuildKit's, such as COPY with a here-document
 */
export async function runHadolint(
  dockerfile: string,
  { program, signal }: HadolintOptions,
): Promise<readonly Finding[] | undefined> {
  try {
    const report = reportSchema.parse(JSON.parse(await run(program, dockerfile, signal)));
    if (report.some(({ code }) => code === notUnderstood)) return undefined;
    return report.map(({ code, line, level, message }) => ({
      ...{ rule: code, line, severity: level, message, advice: adviceOf(code) },
    }));
  } catch (error) {
    signal?.throwIfAborted();
    if (isUnusable(error)) return undefined;
    throw error;
  }
}

async function run(program: string, input: string, signal: AbortSignal | undefined): Promise<string> {
  const child = spawn(program, ['--format', 'json', '--no-fail', '-'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: programVariables(),
    signal,
  });
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  // A program that ends before it has read everything closes the pipe; what it wrote is judged all the same.
  child.stdin.on('error', () => undefined).end(input);
  return Promise.race([readText(child.stdout), failed]);
}

/** It is not there, cannot be started, or writes something else than findings. */
function isUnusable(error: unknown): boolean {
  if (error instanceof SyntaxError || error instanceof z.ZodError) return true;
  return typeof error === 'object' && error !== null && 'syscall' in error;
}

function adviceOf(code: string): string {
  const known = hadolintRules.find(({ name }) => name === code);
  if (known) return known.advice;
  const wiki = code.startsWith('SC')
    ? 'https://www.shellcheck.net/wiki'
    : 'https://github.com/hadolint/hadolint/wiki';
  return `see ${wiki}/${code}`;
}
