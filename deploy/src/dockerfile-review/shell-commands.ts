/** One command of a shell script, without what quotes, assignments and redirections add to it. */
export interface ShellCommand {
  readonly name: string;
  readonly words: readonly string[];
}

export interface ShellScript {
  /** Every command, also those inside of loops, subshells and substitutions. */
  readonly commands: readonly ShellCommand[];
  readonly hasPipe: boolean;
}

interface Reading {
  readonly text: string;
  index: number;
  readonly commands: ShellCommand[];
  hasPipe: boolean;
  /** Of the command that is being read. */
  words: string[];
  word: string | undefined;
  /** Whether the next word is the file of a redirection. */
  isFile: boolean;
}

/** Reads what a shell would be told by RUN: enough of its grammar to tell commands and their words apart. */
export function readShell(text: string): ShellScript {
  const reading: Reading = {
    ...{ text, index: 0, commands: [], hasPipe: false },
    ...{ words: [], word: undefined, isFile: false },
  };
  while (reading.index < text.length) step(reading);
  endCommand(reading);
  return { commands: reading.commands, hasPipe: reading.hasPipe };
}

/** What a shell may read next. The first that fits is taken; `take` gets its text and what the group holds. */
const tokens: readonly [pattern: RegExp, take: (reading: Reading, whole: string, group: string) => void][] = [
  [/\\\n/y, () => undefined],
  [/\\([\s\S])/y, (reading, _, char) => append(reading, char)],
  [/'([^']*)'?/y, (reading, _, quoted) => append(reading, quoted)],
  [/\$\{[^}]*\}?/y, append],
  [/`([^`]*)`?/y, takeBackticks],
  [/&&|\|\||;;?|\n|\(|\)/y, endCommand],
  [/&>>?|>>|>&|>\||<<<|<<-?|<&|>|</y, takeRedirection],
  [/\|&?/y, takePipe],
  [/&/y, endCommand],
  [/\s+/y, endWord],
  [/[\s\S]/y, append],
];

function step(reading: Reading): void {
  const { text, index } = reading;
  const char = text.charAt(index);
  if (char === '#' && reading.word === undefined) return skipComment(reading);
  if (char === '"') return takeDoubleQuoted(reading);
  if (/^[$<>]\(/.test(text.slice(index, index + 2))) return takeSubstitution(reading);
  for (const [pattern, take] of tokens) {
    pattern.lastIndex = index;
    const found = pattern.exec(text);
    if (!found) continue;
    reading.index += found[0].length;
    return take(reading, found[0], found[1] ?? '');
  }
}

function skipComment(reading: Reading): void {
  const end = reading.text.indexOf('\n', reading.index);
  reading.index = end < 0 ? reading.text.length : end;
}

function append(reading: Reading, text: string): void {
  reading.word = (reading.word ?? '') + text;
}

function takeBackticks(reading: Reading, whole: string, script: string): void {
  append(reading, whole);
  takeScript(reading, script);
}

function takePipe(reading: Reading): void {
  reading.hasPipe = true;
  endCommand(reading);
}

function takeDoubleQuoted(reading: Reading): void {
  const { text, index } = reading;
  const end = behindDoubleQuotes(text, index + 1);
  const quoted = text.slice(index + 1, end - 1);
  append(reading, quoted.replace(/\\([\\"$`])/g, '$1'));
  for (let at = quoted.indexOf('$('); at >= 0;) {
    const close = behindParentheses(quoted, at + 2);
    takeScript(reading, quoted.slice(at + 2, close - 1));
    at = quoted.indexOf('$(', close);
  }
  reading.index = end;
}

function takeSubstitution(reading: Reading): void {
  const { text, index } = reading;
  const end = behindParentheses(text, index + 2);
  append(reading, text.slice(index, end));
  takeScript(reading, text.slice(index + 2, end - 1));
  reading.index = end;
}

/** Adds the commands of a script inside of this one; what is in two parentheses is a calculation. */
function takeScript(reading: Reading, script: string): void {
  if (script.startsWith('(')) return;
  const { commands, hasPipe } = readShell(script);
  reading.commands.push(...commands);
  reading.hasPipe ||= hasPipe;
}

/** The number of a stream that stands before a redirection is no word. */
function takeRedirection(reading: Reading): void {
  if (/^\d+$/.test(reading.word ?? '')) reading.word = undefined;
  endWord(reading);
  reading.isFile = true;
}

function endWord(reading: Reading): void {
  if (reading.word === undefined) return;
  if (!reading.isFile) reading.words.push(reading.word);
  reading.word = undefined;
  reading.isFile = false;
}

const keywords = new Set(['!', '{', '}', 'do', 'done', 'elif', 'else', 'fi', 'if', 'then', 'until', 'while']);
const declarations = new Set(['[', '[[', 'case', 'esac', 'for', 'function', 'select']);

function endCommand(reading: Reading): void {
  endWord(reading);
  const start = reading.words.findIndex((word) => !keywords.has(word) && !/^\w+\+?=/.test(word));
  const [name, ...words] = start < 0 ? [] : reading.words.slice(start);
  if (name !== undefined && !declarations.has(name)) reading.commands.push({ name, words });
  reading.words = [];
  reading.isFile = false;
}

/** The index behind the parenthesis that closes what begins at `start`. */
function behindParentheses(text: string, start: number): number {
  let index = start;
  while (index < text.length) {
    const char = text.charAt(index);
    if (char === ')') return index + 1;
    if (char === '\\') index += 2;
    else if (char === "'") index = behindSingleQuotes(text, index + 1);
    else if (char === '"') index = behindDoubleQuotes(text, index + 1);
    else index = char === '(' ? behindParentheses(text, index + 1) : index + 1;
  }
  return text.length + 1;
}

function behindSingleQuotes(text: string, start: number): number {
  const end = text.indexOf("'", start);
  return end < 0 ? text.length : end + 1;
}

function behindDoubleQuotes(text: string, start: number): number {
  let index = start;
  while (index < text.length) {
    const char = text.charAt(index);
    if (char === '"') return index + 1;
    if (char === '\\') index += 2;
    else index = text.startsWith('$(', index) ? behindParentheses(text, index + 2) : index + 1;
  }
  return text.length + 1;
}
