/** `["a", "b"]`, the exec form of an instruction's arguments; undefined when they are in another form. */
export function parseJsonForm(text: string): string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Splits at white space outside of quotes; quotes and escapes stay in the words. */
export function splitWords(text: string, escape: string): string[] {
  const escaped = escape === '\\' ? '\\\\' : escape;
  const part = `${escaped}[\\s\\S]|"(?:${escaped}[\\s\\S]|[^"])*"?|'[^']*'?|[^\\s]`;
  return text.match(new RegExp(`(?:${part})+`, 'g')) ?? [];
}

/**
 * The pairs of ENV and LABEL, not yet expanded: `A=1 B="2 3"`, or the old form `A 1` where the rest is the value.
 * Undefined when the text is neither.
 */
export function parsePairs(text: string, escape: string): [name: string, value: string][] | undefined {
  const words = splitWords(text, escape);
  const [first = ''] = words;
  if (!first.includes('=')) {
    const value = text.slice(first.length).trim();
    return value === '' ? undefined : [[first, value]];
  }
  const pairs = words.map(splitPair);
  return pairs.every((pair): pair is [string, string] => pair[1] !== undefined && pair[0] !== '')
    ? pairs
    : undefined;
}

/** `A=1` or `A`. */
export function splitPair(word: string): [name: string, value: string | undefined] {
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}
