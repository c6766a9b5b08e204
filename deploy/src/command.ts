import { commonOptions, outputOptions } from './option-groups.ts';
import { optionEntries, type OptionName, type Options } from './options.ts';
import type { ScopedCommand } from './run-command.ts';

/** One command of the program, as its file under commands/ declares it. */
export type CommandEntry = CommandFacts & ScopedCommand;

interface CommandFacts {
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What a person should know before the first use. */
  readonly details: string;
  /** Whole command lines; the first is also shown in the help of the program. */
  readonly examples: readonly string[];
  /** Its options besides those that every command has. */
  readonly options: readonly OptionName[];
  /** Those of them that it cannot do without. */
  readonly required?: readonly OptionName[];
  /** Which of them names the environment, in place of `--environment`. */
  readonly environmentOption?: OptionName;
  /** Words that are no options, in their order. */
  readonly operands?: readonly Operand[];
  /** Fills in what the operands bring along. */
  readonly adjust?: (options: Options) => Options;
  /** Whether it goes on until Ctrl-C, which is then its usual end. */
  readonly isEndless?: (options: Options) => boolean;
}

export interface Operand {
  /** `UNIT`, as the help has it. */
  readonly name: string;
  readonly description: string;
  readonly isRequired?: boolean;
  /** Whether there may be several; then it is the last one. */
  readonly isRepeated?: boolean;
}

/** @returns the names of all options of a command, in the order of the help */
export function optionsOf({ options, environmentOption, scope }: CommandEntry): readonly OptionName[] {
  const offered: readonly OptionName[] = scope === 'files' ? outputOptions : commonOptions;
  const common = offered.filter((name) => name !== 'environment' || !environmentOption);
  const own: readonly OptionName[] = [...options, ...common];
  return (Object.keys(optionEntries) as OptionName[]).filter((name) => own.includes(name));
}
