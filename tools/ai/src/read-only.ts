import { join } from 'node:path';
import { AiError } from './errors.ts';
import { run } from './run.ts';

/** Commands of todo-deploy that only read, and what each of them gets added so that it ends by itself. */
const readers: Readonly<Record<string, readonly string[]>> = {
  diagnose: [],
  events: [],
  explain: [],
  history: [],
  logs: ['--no-follow'],
  plan: [],
  resources: [],
  'review-dockerfile': [],
  status: [],
};

/** Options that write a file, do not end, or lead to another cluster. */
const refused = /^--(out|watch|context|kubeconfig|registry|address|environment)(=|$)/;

/**
 * Runs a command of todo-deploy that only reads, in this workspace, whatever folder it is started from.
 *
 * @returns its exit code
 * @throws AiError WRITE_REFUSED
 */
export async function runReader(words: readonly string[], workspaceRoot: string): Promise<number> {
  const [command = '', ...rest] = words;
  const added = Object.hasOwn(readers, command) ? readers[command] : undefined;
  if (!added || rest.some((word) => refused.test(word))) {
    throw new AiError('WRITE_REFUSED', { words: words.join(' ') });
  }
  const program = join(workspaceRoot, 'deploy/src/cli.mjs');
  const given = rest.filter((word) => !added.includes(word));
  const exitCode = await run(
    { program: process.execPath, words: [program, command, ...given, ...added] },
    { cwd: workspaceRoot },
  );
  return exitCode ?? 127;
}
