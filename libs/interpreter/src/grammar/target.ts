import type { TaskStatusFilter } from '@todo/contracts';
import { after, afterAny, before, isMark, part, trimMarks, type Clause } from './clause.ts';
import type { Target } from './command.ts';
import { matchPhrase, type Phrases } from './phrase.ts';
import { splitTitles } from './split-titles.ts';
import { wordsOf } from './title.ts';

export interface ReadTarget {
  readonly target: Target;
  /** Whether the words can mean nothing but tasks: “task 3”, “the second one”, “my list”, quoted text. */
  readonly isExplicit: boolean;
}

/** What is longer is no list of numbers, and is only looked for as a title. */
const wordsMax = 120;

/** Reads which tasks the words of a clause mean, from the most definite form to the loosest. */
export function readTarget(clause: Clause): ReadTarget {
  const whole = trimMarks({ ...clause, isRequest: true });
  const words = orElse(before(whole, clause.lexicon.target.placesAtEnd), whole);
  if (words.tokens.length === 0) return { target: { by: 'nothing' }, isExplicit: false };
  if (words.tokens.length > wordsMax) {
    return { target: { by: 'words', words: wordsOf(words), parts: [] }, isExplicit: false };
  }
  const { pronouns, pluralPronouns } = clause.lexicon.target;
  if (matchPhrase(words.tokens, 0, pronouns) === words.tokens.length) return explicit({ by: 'pronoun' });
  if (matchPhrase(words.tokens, 0, pluralPronouns) === words.tokens.length) return explicit({ by: 'shown' });
  return readStatus(words) ?? readIds(words) ?? readPositions(words) ?? readWords(words);
}

function explicit(target: Target): ReadTarget {
  return { target, isExplicit: true };
}

/**
 * “all my completed tasks”, “the list”. Every word has to belong to that, so that “all tasks except the first” is never
 * taken for all.
 */
function readStatus(clause: Clause): ReadTarget | undefined {
  const found = new Map<PluralWord['is'], PluralWord>();
  let rest = clause;
  while (rest.tokens.length > 0) {
    const word = readPluralWord(rest);
    if (word === undefined || (word.is === 'status' && found.has('status'))) return undefined;
    found.set(word.is, word);
    rest = part(rest, word.length);
  }
  const isPlural = wholes.some((words) => words.every((is) => found.has(is)));
  return isPlural ? explicit({ by: 'status', status: found.get('status')?.status ?? 'all' }) : undefined;
}

/** Words that together mean a whole: “all”, “the list”, “completed tasks”, “my tasks”. */
const wholes: readonly (readonly PluralWord['is'][])[] = [
  ['all'],
  ['lists'],
  ['many', 'status'],
  ['many', 'determiners'],
];

interface PluralWord {
  readonly is: 'status' | 'all' | 'lists' | 'many' | 'determiners' | 'others';
  readonly length: number;
  readonly status?: TaskStatusFilter;
}

function readPluralWord(clause: Clause): PluralWord | undefined {
  const { determiners, nouns, target } = clause.lexicon;
  const kinds: readonly (readonly [PluralWord['is'], Phrases])[] = [
    ['lists', target.lists],
    ['all', target.all],
    ['others', target.placesAtEnd],
    ['others', target.relatives],
    ['many', nouns.many],
    ['determiners', determiners],
  ];
  const state = readState(clause);
  if (state) return state;
  for (const [is, set] of kinds) {
    const length = matchPhrase(clause.tokens, 0, set);
    if (length > 0) return { is, length };
  }
  return undefined;
}

function readState({ tokens, lexicon }: Clause): PluralWord | undefined {
  const { negations, completed, pending } = lexicon.list;
  const negation = matchPhrase(tokens, 0, negations);
  const done = matchPhrase(tokens, negation, completed);
  if (done > 0) {
    return { is: 'status', length: negation + done, status: negation > 0 ? 'pending' : 'completed' };
  }
  const length = matchPhrase(tokens, 0, pending);
  return length > 0 ? { is: 'status', length, status: 'pending' } : undefined;
}

const rangeMax = 50;

/** “task 3”, “#3”, “tasks 1, 2 and 4-6”. */
function readIds(clause: Clause): ReadTarget | undefined {
  const { lexicon } = clause;
  const ids: number[] = [];
  let isExplicit = false;
  let rest = afterAny(clause, lexicon.determiners);
  while (rest.tokens.length > 0) {
    const sign = readSign(rest);
    const numbers = readNumbers(part(rest, sign, sign + 1), sign > 0);
    if (numbers === undefined) return undefined;
    ids.push(...numbers);
    isExplicit ||= sign > 0;
    rest = skipSeparators(part(rest, sign + 1));
  }
  return ids.length === 0 ? undefined : { target: { by: 'ids', ids: [...new Set(ids)] }, isExplicit };
}

function readSign(clause: Clause): number {
  const { nouns, target } = clause.lexicon;
  const noun = matchPhrase(clause.tokens, 0, target.numberSigns);
  const { tokens } = clause;
  return Math.max(noun, matchPhrase(tokens, 0, nouns.one), matchPhrase(tokens, 0, nouns.many));
}

function readNumbers(clause: Clause, hasSign: boolean): readonly number[] | undefined {
  const norm = clause.tokens[0]?.norm.replace(/'s$/, '') ?? '';
  if (/^\d{1,10}$/.test(norm)) return [Number(norm)];
  const range = /^(\d{1,9})-(\d{1,9})$/.exec(norm);
  if (range) return countUp(Number(range[1]), Number(range[2]));
  const cardinal = hasSign ? clause.lexicon.target.cardinal(norm) : undefined;
  return cardinal === undefined ? undefined : [cardinal];
}

function countUp(from: number, to: number): readonly number[] | undefined {
  if (to < from || to - from >= rangeMax) return undefined;
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function skipSeparators(clause: Clause): Clause {
  let start = 0;
  while (isMark(clause.tokens[start], ',&')) start++;
  const rest = part(clause, start);
  const end = after(rest, clause.lexicon.conjunctions);
  return end === undefined || end.tokens.length === 0 ? rest : end;
}

/** “the second one”, “the first and the last task”. */
function readPositions(clause: Clause): ReadTarget | undefined {
  const { determiners, target } = clause.lexicon;
  const positions: number[] = [];
  let rest = afterAny(clause, determiners);
  while (rest.tokens.length > 0) {
    const position = target.ordinal(rest.tokens[0]?.norm ?? '');
    if (position === undefined) return undefined;
    positions.push(position);
    const noun = part(rest, 1);
    rest = afterAny(skipSeparators(afterAny(noun, target.ones)), determiners);
  }
  return positions.length === 0 ? undefined : explicit({ by: 'positions', positions });
}

/** A title or a part of it: “the meeting task”, “the task about the meeting”, “'Buy milk'”. */
function readWords(clause: Clause): ReadTarget {
  const { determiners, target } = clause.lexicon;
  const bare = afterAny(clause, determiners);
  const inner = trimMarks(orElse(afterNoun(bare), orElse(before(bare, target.ones), bare)));
  if (wordsOf(inner) === '' || isNoun(inner)) return { target: { by: 'nothing' }, isExplicit: false };
  const isQuoted = inner.tokens.length === 1 && inner.tokens[0]?.kind === 'quoted';
  return { target: byWords(inner), isExplicit: isQuoted || inner.tokens.length < bare.tokens.length };
}

const partsMax = 12;

function byWords(clause: Clause): Target {
  const parts = splitTitles(clause, { isMany: true });
  return { by: 'words', words: wordsOf(clause), parts: parts.length > partsMax ? [] : parts };
}

/** “[the] task called …”, “[the] task …” */
function afterNoun(clause: Clause): Clause | undefined {
  const { determiners, nouns, target } = clause.lexicon;
  const rest = after(clause, nouns.one) ?? after(clause, nouns.many);
  return rest && afterAny(after(rest, target.named) ?? rest, determiners);
}

/** @returns the first where it has words, the second otherwise */
function orElse(first: Clause | undefined, second: Clause): Clause {
  return first && first.tokens.length > 0 ? first : second;
}

function isNoun({ tokens, lexicon }: Clause): boolean {
  const { one, many } = lexicon.nouns;
  return Math.max(matchPhrase(tokens, 0, one), matchPhrase(tokens, 0, many)) === tokens.length;
}
