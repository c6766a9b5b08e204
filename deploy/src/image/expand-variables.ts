/** A variable's value; undefined when it is not set. */
export type Lookup = (name: string) => string | undefined;

/** Why a text cannot be expanded; the caller knows its file and line. */
export class ExpansionError extends Error {}

/**
 * Replaces `$name`, `${name}`, `${name:-default}`, `${name:+other}`, `${name:?message}` (and without the colon) and
 * removes quotes and escapes, as the Dockerfile reference says under "Environment replacement".
 * A variable that is not set counts as empty.
 *
 * @throws ExpansionError for an open quote or brace, another modifier, or an unset variable that is required
 */
export function expandVariables(word: string, lookup: Lookup, escape: string): string {
  const { result, end } = expandUntil({ word, lookup, escape }, 0, '');
  if (end < word.length) throw new ExpansionError(`unexpected ${word.charAt(end)} in ${word}`);
  return result;
}

interface Source {
  readonly word: string;
  readonly lookup: Lookup;
  readonly escape: string;
}

interface Part {
  readonly result: string;
  /** Index behind the part. */
  readonly end: number;
}

function expandUntil(source: Source, start: number, stop: string): Part {
  let result = '';
  let index = start;
  while (index < source.word.length && source.word.charAt(index) !== stop) {
    const part = nextPart(source, index);
    result += part.result;
    index = part.end;
  }
  return { result, end: index };
}

function nextPart(source: Source, index: number): Part {
  const { word, escape } = source;
  const char = word.charAt(index);
  if (char === "'") return singleQuoted(word, index);
  if (char === '"') return doubleQuoted(source, index);
  if (char === '$') return variable(source, index);
  if (char === escape) return { result: word.charAt(index + 1), end: index + 2 };
  return { result: char, end: index + 1 };
}

function singleQuoted(word: string, start: number): Part {
  const close = word.indexOf("'", start + 1);
  if (close < 0) throw new ExpansionError(`a single quote is not closed in ${word}`);
  return { result: word.slice(start + 1, close), end: close + 1 };
}

function doubleQuoted(source: Source, start: number): Part {
  const { word, escape } = source;
  let result = '';
  let index = start + 1;
  while (index < word.length) {
    const char = word.charAt(index);
    if (char === '"') return { result, end: index + 1 };
    const part =
      char === '$'
        ? variable(source, index)
        : char === escape
          ? escapedInQuotes(word, index)
          : { result: char, end: index + 1 };
    result += part.result;
    index = part.end;
  }
  throw new ExpansionError(`a double quote is not closed in ${word}`);
}

/** Inside double quotes only the quote, the dollar and the escape character itself can be escaped. */
function escapedInQuotes(word: string, index: number): Part {
  const escape = word.charAt(index);
  const next = word.charAt(index + 1);
  const result = next === '"' || next === '$' || next === escape ? next : escape + next;
  return { result, end: index + 2 };
}

function variable(source: Source, dollar: number): Part {
  const { word, lookup } = source;
  const rest = word.slice(dollar + 1);
  const plain = /^(?:[A-Za-z_]\w*|\d|[@*#?$!-])/.exec(rest)?.[0];
  if (plain !== undefined) return { result: lookup(plain) ?? '', end: dollar + 1 + plain.length };
  if (!rest.startsWith('{')) return { result: '$', end: dollar + 1 };
  const braced = /^\{(\w+)(:?[-+?])?/.exec(rest);
  if (!braced) throw new ExpansionError(`no variable name behind \${ in ${word}`);
  const [head, name = '', modifier] = braced;
  const { result: operand, end } = expandUntil(source, dollar + 1 + head.length, '}');
  if (end >= word.length) throw new ExpansionError(`a brace is not closed in ${word}`);
  if (modifier === undefined && operand !== '')
    throw new ExpansionError(`the modifier ${operand} of $${name} is not supported`);
  const value = lookup(name);
  const result = applyModifier({ name, value, isDefined: value !== undefined, modifier, operand });
  return { result, end: end + 1 };
}

interface Modified {
  readonly name: string;
  readonly value: string | undefined;
  /** Whether the variable is set, if only to nothing. */
  readonly isDefined: boolean;
  readonly modifier: string | undefined;
  readonly operand: string;
}

function applyModifier({ name, value = '', isDefined, modifier = '', operand }: Modified): string {
  const isSet = modifier.startsWith(':') ? value !== '' : isDefined;
  if (modifier.endsWith('-')) return isSet ? value : operand;
  if (modifier.endsWith('+')) return isSet ? operand : '';
  if (modifier.endsWith('?') && !isSet) throw required(name, operand);
  return value;
}

function required(name: string, message: string): ExpansionError {
  return new ExpansionError(`$${name}: ${message === '' ? 'it is not set' : message}`);
}
