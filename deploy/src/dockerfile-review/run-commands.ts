import { readShell, type ShellCommand, type ShellScript } from './shell-commands.ts';
import { withKeyword, type Statement, type Statements } from './source.ts';

/** One RUN and what its shell is told. */
export interface Run extends ShellScript {
  readonly line: number;
  readonly statement: Statement;
}

/** Every RUN, also those behind ONBUILD. */
export function runsOf(source: Statements): readonly Run[] {
  return withKeyword(source, 'RUN').map((statement) => ({
    ...readShell(scriptOf(statement)),
    ...{ line: statement.line, statement },
  }));
}

/** Every RUN with those of its commands that are called so and have one of these words. */
export function commandsIn(source: Statements, name: string, ...anyOf: readonly string[]) {
  return runsOf(source).flatMap(({ line, commands, statement }) => {
    const found = commands.filter((command) => command.name === name && hasAny(command, anyOf));
    return found.map((command) => ({ line, command, statement }));
  });
}

function hasAny({ words }: ShellCommand, anyOf: readonly string[]): boolean {
  return anyOf.length === 0 || words.some((word) => anyOf.includes(word));
}

/**
 * What a command names, without its options.
 *
 * @param withValue options whose value is the next word
 */
export function operandsOf({ words }: ShellCommand, withValue: readonly string[] = []): readonly string[] {
  return words.filter((word, index) => !word.startsWith('-') && !withValue.includes(words[index - 1] ?? ''));
}

/** Whether a command has an option, alone or among the letters of another: `-y` in `-qy`. */
export function hasOption({ words }: ShellCommand, ...options: readonly string[]): boolean {
  return words.some((word) =>
    options.some((option) => {
      const isLetter = /^-\w$/.test(option) && /^-\w+$/.test(word);
      return isLetter ? word.includes(option.slice(1)) : word === option || word.startsWith(`${option}=`);
    }),
  );
}

/** The script of a RUN: its words, and the lines of its here-documents where a shell reads them. */
function scriptOf({ text, words, isJson }: Statement): string {
  if (isJson) return words.join(' ');
  const [head = '', ...lines] = text.split('\n');
  if (lines.length === 0) return text;
  const ends = [...head.matchAll(/<<-?["']?(\w+)["']?/g)].map(([, end]) => end);
  const command = head.replace(/<<-?["']?\w+["']?/g, '').trim();
  const body = lines.filter((line) => !ends.includes(line.trim()));
  const isScript = command === '' || /^(\S*\/)?(ba|da|k|z)?sh\b/.test(command);
  return isScript ? [command, ...body].join('\n') : command;
}
