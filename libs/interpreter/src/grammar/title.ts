import { before, trimMarks, type Clause } from './clause.ts';

/**
 * @returns the clause as a title: quoted text verbatim, anything else as it was written, in one line, without the marks
 * and the courtesies at its ends, and with a capital first letter unless its first word has its own capitals
 */
export function titleOf(clause: Clause): string {
  const { isQuoted, text } = textOf(clause);
  return isQuoted ? text : capitalise(text);
}

/** @returns the clause as a description or search words: as `titleOf`, but in the letters that were written */
export function wordsOf(clause: Clause): string {
  return textOf(clause).text;
}

function textOf(clause: Clause): { readonly isQuoted: boolean; readonly text: string } {
  const { tokens, text } = withoutCourtesy(trimMarks(clause));
  const [first] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return { isQuoted: false, text: '' };
  if (tokens.length === 1 && first.quoted !== undefined) return { isQuoted: true, text: first.quoted.trim() };
  return { isQuoted: false, text: text.slice(first.start, last.end).replaceAll(/\s+/g, ' ').trim() };
}

const courtesiesMax = 4;

function withoutCourtesy(clause: Clause): Clause {
  let words = clause;
  for (let count = 0; count < courtesiesMax; count++) {
    const rest = before(words, clause.lexicon.trailingFillers);
    if (rest === undefined || rest.tokens.length === 0) return words;
    words = trimMarks(rest);
  }
  return words;
}

function capitalise(title: string): string {
  const word = title.split(' ', 1)[0] ?? '';
  if (word !== word.toLowerCase()) return title;
  const [first = ''] = title;
  const capital = first.toUpperCase();
  return capital.length === first.length ? capital + title.slice(first.length) : title;
}
