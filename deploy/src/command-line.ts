import { parseArgs } from 'node:util';
import { optionsOf, type CommandEntry } from './command.ts';
import { commandNames, loadCommand, type CommandName } from './commands/commands.ts';
import { DeployError } from './errors.ts';
import { optionEntries, type OptionName, type Options } from './options.ts';
import { parseOptions } from './parse-options.ts';

export type CommandLine =
  | { readonly action: 'help'; readonly command?: CommandName }
  | { readonly action: 'run'; readonly entry: CommandEntry; readonly options: Options };

/**
 * Parses the words after `todo-deploy`.
 *
 * @throws DeployError COMMAND_UNKNOWN, OPTION_UNKNOWN, OPTION_INVALID, OPERAND_MISSING
 */
export async function parseCommandLine(words: readonly string[]): Promise<CommandLine> {
  const [first = '--help', ...rest] = words;
  if (first === '--help' || first === 'help') return { action: 'help' };
  const command = commandNames.find((name) => name === first);
  if (!command) throw new DeployError('COMMAND_UNKNOWN', { command: first, known: commandNames });
  const entry = await loadCommand(command);
  const called = `todo-deploy ${command}`;
  const { values, operands } = readWords(entry, rest, called);
  if (values['help']) return { action: 'help', command };
  requireOperands(entry, operands, called);
  requireOptions(entry, values, called);
  const { environmentOption } = entry;
  const environment = environmentOption ? { environment: values[environmentOption] } : {};
  const options = parseOptions({ ...values, ...environment, operands }, called);
  return { action: 'run', entry, options: entry.adjust?.(options) ?? options };
}

function readWords(entry: CommandEntry, words: readonly string[], called: string) {
  const known = optionsOf(entry);
  const options = Object.fromEntries(known.map((option) => [option, parseArgsEntry(option)]));
  const { values, positionals, tokens } = parseArgs({
    args: [...words],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) if (token.kind === 'option') checkOption(token, known, called);
  const { operands = [] } = entry;
  const unexpected = operands.at(-1)?.isRepeated ? undefined : positionals[operands.length];
  if (unexpected !== undefined)
    throw new DeployError('OPTION_UNKNOWN', { option: unexpected, command: called, known: flags(known) });
  return { values, operands: positionals };
}

function parseArgsEntry(option: OptionName) {
  const entry = optionEntries[option];
  return { type: entry.type, multiple: 'multiple' in entry && entry.multiple };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string;
}

/** parseArgs takes an unknown option, one without its value, and a value for a switch as they come. */
function checkOption(token: OptionToken, known: readonly OptionName[], command: string): void {
  const option = token.rawName;
  const entry = known.find((each) => each === token.name);
  if (!entry) throw new DeployError('OPTION_UNKNOWN', { option, command, known: flags(known) });
  const isSwitch = optionEntries[entry].type === 'boolean';
  if (isSwitch && token.value !== undefined) {
    throw new DeployError('OPTION_INVALID', { option, command, reason: 'takes no value' });
  }
  if (!isSwitch && (token.value === undefined || token.value.startsWith('--'))) {
    throw new DeployError('OPTION_INVALID', { option, command, reason: 'needs a value' });
  }
}

function requireOperands({ operands = [] }: CommandEntry, given: readonly string[], command: string): void {
  const missing = operands[given.length];
  if (missing?.isRequired) {
    const { name, description } = missing;
    throw new DeployError('OPERAND_MISSING', { command, operand: name, description });
  }
}

function requireOptions(
  { required = [] }: CommandEntry,
  given: Readonly<Record<string, unknown>>,
  command: string,
): void {
  const missing = required.find((name) => given[name] === undefined);
  if (missing)
    throw new DeployError('OPTION_INVALID', { option: `--${missing}`, command, reason: 'must be given' });
}

function flags(names: readonly string[]): readonly string[] {
  return names.map((each) => `--${each}`);
}
