import type { Lexicon, VerbAround } from '../locales/locale.ts';
import { matchAtEnd, matchPhrase, type Phrases } from './phrase.ts';
import type { Token } from './token.ts';

/** A stretch of the message that holds one command, or a part of such a stretch. */
export interface Clause {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly lexicon: Lexicon;
  /** Whether it was asked (“could you …?”), so that a question mark at its end is no part of a title. */
  readonly isRequest: boolean;
}

/** @returns the part of the clause from token `start` up to `end` (its end unless told) */
export function part(clause: Clause, start: number, end?: number): Clause {
  return { ...clause, tokens: clause.tokens.slice(start, end) };
}

/** @returns the clause without the phrase that it begins with; undefined when it begins with none of the set */
export function after(clause: Clause, set: Phrases): Clause | undefined {
  const length = matchPhrase(clause.tokens, 0, set);
  return length === 0 ? undefined : part(clause, length);
}

/** @returns the clause without all the phrases of the set that it begins with */
export function afterAny(clause: Clause, set: Phrases): Clause {
  let start = 0;
  let length = matchPhrase(clause.tokens, start, set);
  while (length > 0) {
    start += length;
    length = matchPhrase(clause.tokens, start, set);
  }
  return start === 0 ? clause : part(clause, start);
}

/**
 * @returns the clause without the phrase that it ends with, and the full stop or question mark after that; undefined when
 * it ends with none of the set
 */
export function before(clause: Clause, set: Phrases): Clause | undefined {
  let end = clause.tokens.length;
  while (end > 0 && isMark(clause.tokens[end - 1], '.!?…')) end--;
  const length = matchAtEnd(clause.tokens.slice(0, end), set);
  return length === 0 ? undefined : part(clause, 0, end - length);
}

/** @returns what stands between the words of such a verb, or after them: “mark as done: the milk” */
export function betweenVerb(clause: Clause, verbs: readonly VerbAround[]): Clause | undefined {
  for (const verb of verbs) {
    const rest = after(clause, verb.before);
    const object = rest && (before(rest, verb.after) ?? after(rest, verb.after));
    if (object && trimMarks(object).tokens.length > 0) return object;
  }
  return undefined;
}

/** @returns the clause without marks at its ends that structure it (colons, dashes, full stops) */
export function trimMarks(clause: Clause): Clause {
  const { tokens } = clause;
  const trailing = clause.isRequest ? '.!,;:-–—?…' : '.!,;:-–—…';
  let start = 0;
  let end = tokens.length;
  while (start < end && isMark(tokens[start], ':,;-–—*•.!=>→\n')) start++;
  while (end > start && isMark(tokens[end - 1], `${trailing}\n`)) end--;
  return part(clause, start, end);
}

export function isMark(token: Token | undefined, marks: string): boolean {
  return token?.kind === 'mark' && marks.includes(token.norm);
}
