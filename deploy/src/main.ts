import { listenForCancellation } from './cancellation.ts';
import { parseCommandLine, type CommandLine } from './command-line.ts';
import { findWorkspaceRoot } from './nx/nx-workspace.ts';
import type { Options } from './options.ts';
import { runCommand, showError } from './run-command.ts';
import { openTerminal, type Terminal } from './terminal.ts';
import { usage } from './usage.ts';

/**
 * The command line program.
 *
 * @param words what was written after its name
 * @returns the exit code
 */
export async function main(words: readonly string[]): Promise<number> {
  ignoreClosedPipe();
  let commandLine: CommandLine;
  let workspaceRoot: string;
  let terminal: Terminal;
  try {
    commandLine = await parseCommandLine(words);
    if (commandLine.action === 'help') {
      process.stdout.write(`${await usage(commandLine.command)}\n`);
      return 0;
    }
    workspaceRoot = rootOf(commandLine.options);
    terminal = openTerminal(commandLine.options);
  } catch (error) {
    return showError(error, openTerminal({ json: false, 'no-color': false }));
  }
  const { entry, options } = commandLine;
  const { signal, stop } = listenForCancellation(() => {
    if (entry.isEndless?.(options)) return;
    terminal.reporter.report({ type: 'note', message: 'cancelled; Ctrl-C again ends at once' });
  });
  return runCommand(entry, { options, workspaceRoot, terminal, signal }).finally(stop);
}

/** Where there is no workspace, the options say which environment is meant. */
function rootOf({ namespace }: Options): string {
  return namespace === undefined ? findWorkspaceRoot(process.cwd()) : process.cwd();
}

/** `todo-deploy status | head -1` closes the pipe; a deploy goes on to its end all the same. */
function ignoreClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
