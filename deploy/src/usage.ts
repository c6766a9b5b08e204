import { optionsOf, type CommandEntry, type Operand } from './command.ts';
import { commandNames, loadCommand, type CommandName } from './commands/commands.ts';
import { optionEntries } from './options.ts';

/**
 * The help of the program, or of one of its commands.
 *
 * @returns lines that end without a newline
 */
export async function usage(command?: CommandName): Promise<string> {
  return command ? commandUsage(command, await loadCommand(command)) : programUsage();
}

const exitCodes = `Exit codes
  0      done, or nothing to do      1      a bug in todo-deploy
  2      wrong use                   10-19  the cluster
  20-29  chart, values, manifest     30-39  an object was refused
  40-49  a rollout failed            50-59  images
  60-69  workspace, environment      70-79  registry
  80-84  refused by environment      85-88  the assistant
  90-99  ledger, revisions, tools    130    cancelled (Ctrl-C)`;

async function programUsage(): Promise<string> {
  const entries = await Promise.all(
    commandNames.map(async (name) => [name, await loadCommand(name)] as const),
  );
  const width = Math.max(...commandNames.map(({ length }) => length)) + 2;
  return `todo-deploy COMMAND [OPTION…]

Takes what is in this workspace to a healthy rollout on Kubernetes.

Commands
${entries.map(([name, { summary }]) => `  ${name.padEnd(width)}${summary}`).join('\n')}

Examples
${entries.map(([, { examples }]) => `  ${examples[0]}`).join('\n')}

${exitCodes}

todo-deploy COMMAND --help tells a command's options.`;
}

function commandUsage(command: CommandName, entry: CommandEntry): string {
  const { summary, details, examples, operands = [] } = entry;
  const options = optionsOf(entry).map((name) => {
    const option = optionEntries[name];
    const flag = 'value' in option ? `--${name} ${option.value}` : `--${name}`;
    return [flag, option.description] as const;
  });
  const words = operands.map(operandUsage).join('');
  const explained = [...operands.map(({ name, description }) => [name, description] as const), ...options];
  const width = Math.max(...explained.map(([{ length }]) => length)) + 2;
  return `todo-deploy ${command}${words} [OPTION…]: ${summary}

${details}

Options
${explained.map(([name, description]) => `  ${name.padEnd(width)}${description}`).join('\n')}

Examples
${examples.map((example) => `  ${example}`).join('\n')}

${exitCodes}`;
}

function operandUsage({ name, isRequired, isRepeated }: Operand): string {
  const word = isRepeated ? `${name}…` : name;
  return isRequired ? ` ${word}` : ` [${word}]`;
}
