/** One piece of a message. Offsets count UTF-16 code units of the message as it was given. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'mark';
  readonly start: number;
  readonly end: number;
  /** How it is compared: compatibility-normalised, lower case, with straight apostrophes. Empty for quoted text. */
  readonly norm: string;
  /** What stands between the quotation marks, unchanged; for quoted text only. */
  readonly quoted?: string;
}

/**
 * Splits a message into words, punctuation marks and quoted texts, in linear time. What stands in quotation marks is one
 * token, so that no rule of the grammar reads it as anything but text. White space separates and is left out, but a line
 * break is a mark of its own.
 */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  const barren: Barren = new Map();
  let offset = 0;
  while (offset < text.length) {
    const token = quotedAt(text, offset, barren) ?? wordAt(text, offset) ?? markAt(text, offset);
    if (token.norm !== '' || token.kind === 'quoted') tokens.push(token);
    offset = token.end;
  }
  return tokens;
}

/** Brings a word into the form in which words are compared. */
export function normalise(word: string): string {
  return word.normalize('NFKC').toLowerCase().replaceAll(/[’ʼ‘]/g, "'").replaceAll(/[‐‑]/g, '-');
}

const closersOf: Readonly<Record<string, string>> = {
  '"': '"”“',
  '“': '”"“',
  '„': '“”"',
  '«': '»',
  '‹': '›',
  "'": "'’",
  '‘': "’'",
  '`': '`',
  '「': '」',
};

/** Per opening mark, the offset before which no mark closes it. Keeps the search for closing marks linear. */
type Barren = Map<string, number>;

function quotedAt(text: string, start: number, barren: Barren): Token | undefined {
  const opener = text.charAt(start);
  const closers = closersOf[opener];
  if (closers === undefined || start < (barren.get(opener) ?? 0)) return undefined;
  if (!mayOpen(text, start) || closers.includes(text.charAt(start + 1))) return undefined;
  let at = start + 2;
  for (; at < text.length && text.charAt(at) !== '\n'; at++) {
    if (closers.includes(text.charAt(at)) && !wordCharacter.test(text.charAt(at + 1))) {
      return { kind: 'quoted', start, end: at + 1, norm: '', quoted: text.slice(start + 1, at) };
    }
  }
  barren.set(opener, at);
  return undefined;
}

/** An apostrophe or an inch sign inside or after a word opens nothing, and neither does a mark before a space. */
function mayOpen(text: string, start: number): boolean {
  const before = text.charAt(start - 1);
  const after = text.charAt(start + 1);
  return (before === '' || !wordCharacter.test(before)) && after !== '' && !/\s/.test(after);
}

const wordCharacter = /[\p{L}\p{N}\p{M}_]/u;
const word = /[\p{L}\p{N}\p{M}_]+(?:['’ʼ‐‑-][\p{L}\p{N}\p{M}_]+)*/uy;

function wordAt(text: string, start: number): Token | undefined {
  word.lastIndex = start;
  const match = word.exec(text);
  if (!match) return undefined;
  return { kind: 'word', start, end: start + match[0].length, norm: normalise(match[0]) };
}

function markAt(text: string, start: number): Token {
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  const isBlank = /\s/.test(character) && character !== '\n';
  return { kind: 'mark', start, end: start + character.length, norm: isBlank ? '' : character };
}
