import { listenForCancellation } from './cancellation.ts';
import { deployCommand } from './commands/deploy.ts';
import { imagesCommand } from './commands/images.ts';
import { planCommand } from './commands/plan.ts';
import { statusCommand } from './commands/status.ts';
import { findWorkspaceRoot } from './nx/nx-workspace.ts';
import { parseCommandLine, type CommandLine, type CommandName } from './options.ts';
import { runCommand, showError, type Command } from './run-command.ts';
import { openTerminal } from './terminal.ts';
import { usage } from './usage.ts';

const commands: Readonly<Record<CommandName, Command>> = {
  deploy: deployCommand,
  plan: planCommand,
  status: statusCommand,
  images: imagesCommand,
};

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
  try {
    commandLine = parseCommandLine(words);
    if (commandLine.action === 'help') {
      process.stdout.write(`${usage(commandLine.command)}\n`);
      return 0;
    }
    workspaceRoot = findWorkspaceRoot(process.cwd());
  } catch (error) {
    return showError(error, openTerminal({ json: false, noColor: false }));
  }
  const { command, options } = commandLine;
  const terminal = openTerminal(options);
  const { signal, stop } = listenForCancellation(() =>
    terminal.reporter.report({ type: 'note', message: 'cancelled; Ctrl-C again ends at once' }),
  );
  return runCommand(commands[command], { options, workspaceRoot, terminal, signal }).finally(stop);
}

/** `todo-deploy status | head -1` closes the pipe; a deploy goes on to its end all the same. */
function ignoreClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
