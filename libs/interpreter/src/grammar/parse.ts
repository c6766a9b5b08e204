// A message is read in three steps: its words (quoted text as one token), its clauses, and of each clause its command.
import type { Lexicon } from '../locales/locale.ts';
import { isMark, part, trimMarks, type Clause } from './clause.ts';
import type { Command, ParsedClause } from './command.ts';
import { parseClause } from './parse-clause.ts';
import { matchPhrase } from './phrase.ts';
import { tokenise } from './token.ts';

/** Reads a message (at most `chatMessageMax` long) as the commands that it gives, in their order; an empty one gives none. */
export function parse(text: string, lexicon: Lexicon): Command[] {
  return splitClauses(toClause(text, lexicon)).map((clause) => parseClause(clause).command);
}

/** @returns the whole message as one clause */
export function toClause(text: string, lexicon: Lexicon): Clause {
  return { text, tokens: tokenise(text), lexicon, isRequest: false };
}

/**
 * Splits where the next clause is a command of its own. After a title, which may hold any word, “and” is no such place
 * unless a task or the list is named: “add buy milk and complete task 3” against “add a task to sign and send the form”.
 */
function splitClauses(message: Clause): Clause[] {
  const clauses: Segment[] = [];
  let first: ParsedClause | undefined;
  for (const segment of cut(message)) {
    const parsed = parseClause(part(message, segment.start, segment.end));
    const current = clauses.at(-1);
    if (current && first && !isSplit(first, parsed, segment.isStrong)) {
      clauses[clauses.length - 1] = { ...current, end: segment.end };
    } else {
      clauses.push(segment);
      first = parsed;
    }
  }
  return clauses.map(({ start, end }) => part(message, start, end));
}

/** Tokens between two separators. */
interface Segment {
  readonly start: number;
  readonly end: number;
  /** Whether a full stop, a semicolon, a line break or “then” stands before it. */
  readonly isStrong: boolean;
}

function cut(message: Clause): Segment[] {
  const segments: Segment[] = [];
  let start = 0;
  let isStrong = true;
  for (let at = 0; at <= message.tokens.length;) {
    const isEnd = at === message.tokens.length;
    const separator = isEnd ? { length: 1, isStrong: true } : separatorAt(message, at);
    if (separator.length > 0) {
      const piece = part(message, start, at);
      const isEmpty = trimMarks({ ...piece, isRequest: true }).tokens.length === 0;
      if (!isEmpty) segments.push({ start, end: at, isStrong });
      // Of several separators in a row the strongest counts.
      isStrong = separator.isStrong || (isStrong && isEmpty);
      start = at + separator.length;
    }
    at += separator.length || 1;
  }
  return segments;
}

function separatorAt(message: Clause, at: number): { readonly length: number; readonly isStrong: boolean } {
  const { tokens, lexicon } = message;
  const sequel = matchPhrase(tokens, at, lexicon.sequels);
  if (sequel > 0) return { length: sequel, isStrong: true };
  const isEnd = isMark(tokens[at], ';') || isLineEnd(message, at) || isSentenceEnd(message, at);
  if (isEnd) return { length: 1, isStrong: true };
  const conjunction = isMark(tokens[at], ',&') ? 1 : matchPhrase(tokens, at, lexicon.conjunctions);
  return { length: conjunction, isStrong: false };
}

/** A line break, unless the next line is a list's. */
function isLineEnd({ tokens }: Clause, at: number): boolean {
  const isBullet = isMark(tokens[at + 1], '-*•–') || isMark(tokens[at + 2], '.)');
  return isMark(tokens[at], '\n') && !isBullet;
}

function isSentenceEnd({ tokens, text }: Clause, at: number): boolean {
  return isMark(tokens[at], '.!?') && /\s/.test(text.charAt(tokens[at]?.end ?? text.length));
}

function isSplit(current: ParsedClause, next: ParsedClause, isStrong: boolean): boolean {
  const { command, strength } = next;
  if (command.intent === 'unknown') return isStrong && !isFreeText(current.command);
  if (isStrong) return true;
  if (!isFreeText(current.command)) return strength !== 'bare';
  const isSameVerb =
    command.intent === 'add' && current.command.intent === 'add' && current.strength === 'head';
  return (strength === 'explicit' && !isBulk(command)) || (strength === 'head' && isSameVerb);
}

/** Whether the clause ends with words of the user's own, which may go on after an “and”. */
function isFreeText({ intent }: Command): boolean {
  return intent === 'add' || intent === 'rename' || intent === 'describe' || intent === 'unknown';
}

function isBulk(command: Command): boolean {
  const isTargeted = command.intent === 'delete' || command.intent === 'complete';
  return isTargeted && command.target.by === 'status';
}
