import type { Token } from './token.ts';

type Phrase = readonly ReadonlySet<string>[];

/** A set of phrases, compiled for matching: by the word that each begins with. */
export type Phrases = ReadonlyMap<string, readonly Phrase[]>;

/**
 * Compiles phrases written as words between spaces: `a/b` stands for either word, a final `?` makes the word optional.
 * Words are compared as `normalise` brings them, so they are written in lower case with straight apostrophes.
 */
export function phrases(...sources: readonly string[]): Phrases {
  const byFirstWord = new Map<string, Phrase[]>();
  for (const phrase of sources.flatMap((source) => variants(source.split(' ')))) {
    for (const first of phrase[0] ?? []) byFirstWord.set(first, [...(byFirstWord.get(first) ?? []), phrase]);
  }
  return byFirstWord;
}

/** @returns how many tokens from `start` the longest matching phrase takes; 0 when none matches */
export function matchPhrase(tokens: readonly Token[], start: number, set: Phrases): number {
  let longest = 0;
  for (const phrase of set.get(tokens[start]?.norm ?? '') ?? []) {
    const matches = phrase.every((words, index) => words.has(tokens[start + index]?.norm ?? ''));
    if (matches) longest = Math.max(longest, phrase.length);
  }
  return longest;
}

/** @returns how many tokens from `start` on are phrases of the sets, one after another, whatever marks stand between */
export function matchAll(tokens: readonly Token[], start: number, sets: readonly Phrases[]): number {
  let at = start;
  for (;;) {
    const length = Math.max(...sets.map((set) => matchPhrase(tokens, at, set)));
    if (length === 0) return at - start;
    at += length;
    while (tokens[at]?.kind === 'mark') at++;
  }
}

export interface PhraseMatch {
  readonly at: number;
  readonly length: number;
}

/** @returns where the first phrase of the set stands, from `start` on; undefined when there is none */
export function findPhrase(tokens: readonly Token[], start: number, set: Phrases): PhraseMatch | undefined {
  for (let at = start; at < tokens.length; at++) {
    const length = matchPhrase(tokens, at, set);
    if (length > 0) return { at, length };
  }
  return undefined;
}

/** @returns how many tokens a phrase of the set takes at the very end; 0 when none stands there */
export function matchAtEnd(tokens: readonly Token[], set: Phrases): number {
  const wordsMax = 8;
  for (let at = Math.max(0, tokens.length - wordsMax); at < tokens.length; at++) {
    const length = matchPhrase(tokens, at, set);
    if (length > 0 && at + length === tokens.length) return length;
  }
  return 0;
}

export function hasPhrase(tokens: readonly Token[], set: Phrases): boolean {
  return findPhrase(tokens, 0, set) !== undefined;
}

function variants(positions: readonly string[]): Phrase[] {
  const [first, ...rest] = positions;
  if (first === undefined) return [[]];
  const tails = variants(rest);
  const words = new Set(first.replace(/\?$/, '').split('/'));
  const present = tails.map((tail) => [words, ...tail]);
  return first.endsWith('?') ? [...present, ...tails] : present;
}
