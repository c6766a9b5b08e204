import { isMark, part, trimMarks, type Clause } from './clause.ts';
import { matchPhrase } from './phrase.ts';
import { titleOf } from './title.ts';

/**
 * @returns the titles that the clause lists: each quoted text where nothing else stands between them; with `isMany`
 * (“add these tasks: …”) each line, else what commas and “and” separate; otherwise the clause is one title
 */
export function splitTitles(clause: Clause, { isMany }: { isMany: boolean }): string[] {
  const body = trimMarks(clause);
  const pieces = quotedPieces(body) ?? (isMany ? listedPieces(body) : [body]);
  return pieces.map(titleOf).filter((title) => title !== '');
}

function quotedPieces(body: Clause): Clause[] | undefined {
  const pieces: Clause[] = [];
  let at = 0;
  while (at < body.tokens.length) {
    if (body.tokens[at]?.kind === 'quoted') pieces.push(part(body, at, at + 1));
    else if (separatorLength(body, at) === 0) return undefined;
    at += separatorLength(body, at) || 1;
  }
  return pieces;
}

function listedPieces(body: Clause): Clause[] {
  const isLines = body.tokens.some((token) => isMark(token, '\n'));
  const lengthAt = isLines ? lineLength : separatorLength;
  const pieces: Clause[] = [];
  let start = bulletLength(body, 0);
  for (let at = start; at < body.tokens.length;) {
    const length = lengthAt(body, at);
    if (length > 0) pieces.push(part(body, start, at));
    at += length || 1;
    if (length > 0) start = at;
  }
  return [...pieces, part(body, start)];
}

/** A comma, a semicolon, “and”, or several of them. */
function separatorLength(body: Clause, start: number): number {
  let at = start;
  while (isMark(body.tokens[at], ',;&')) at++;
  return at - start + matchPhrase(body.tokens, at, body.lexicon.conjunctions);
}

/** Line breaks, with the bullet or number that may follow. */
function lineLength(body: Clause, start: number): number {
  let at = start;
  while (isMark(body.tokens[at], '\n')) at++;
  return at === start ? 0 : at - start + bulletLength(body, at);
}

function bulletLength({ tokens }: Clause, start: number): number {
  if (isMark(tokens[start], '-*•–')) return 1;
  const isNumber = /^\d{1,3}$/.test(tokens[start]?.norm ?? '') && isMark(tokens[start + 1], '.)');
  return isNumber ? 2 : 0;
}
