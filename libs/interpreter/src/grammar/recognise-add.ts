import { after, afterAny, before, betweenVerb, isMark, part, trimMarks, type Clause } from './clause.ts';
import type { ParsedClause, Strength } from './command.ts';
import { findPhrase, matchPhrase } from './phrase.ts';
import { splitTitles } from './split-titles.ts';
import { titleOf, wordsOf } from './title.ts';

/** “add a task to buy groceries”, “remind me to pay bills”, “put milk on my list”, “task: call Bob”. */
export function recogniseAdd(clause: Clause): ParsedClause | undefined {
  return labelled(clause) ?? memo(clause) ?? reminder(clause) ?? verb(clause);
}

/** @returns the command that adds what the clause says, as it stands */
export function addClause(clause: Clause): ParsedClause {
  return added(clause, { isMany: false, strength: 'explicit' });
}

function labelled(clause: Clause): ParsedClause | undefined {
  const rest = after(clause, clause.lexicon.add.labels);
  return rest && isMark(rest.tokens[0], ':') ? addClause(part(rest, 1)) : undefined;
}

/** “todo buy milk” */
export function recogniseLooseLabel(clause: Clause): ParsedClause | undefined {
  const rest = after(clause, clause.lexicon.add.looseLabels);
  return rest && rest.tokens.length > 0 ? addClause(rest) : undefined;
}

function memo(clause: Clause): ParsedClause | undefined {
  const rest = after(clause, clause.lexicon.add.memos);
  return rest && addClause(rest);
}

const timeWordsMax = 5;

/** “remind me to pay bills”; “remind me tomorrow to pay bills” becomes “Pay bills tomorrow”. */
function reminder(clause: Clause): ParsedClause | undefined {
  const { reminders, reminderConnectors } = clause.lexicon.add;
  const rest = after(clause, reminders);
  if (rest === undefined) return undefined;
  const connector = findPhrase(part(rest, 0, timeWordsMax + 1).tokens, 0, reminderConnectors);
  if (connector === undefined) return addClause(rest);
  const title = titleOf(part(rest, connector.at + connector.length));
  const time = wordsOf(part(rest, 0, connector.at));
  return {
    command: { intent: 'add', titles: [`${title} ${time}`.trim()].filter(Boolean) },
    strength: 'explicit',
  };
}

function verb(clause: Clause): ParsedClause | undefined {
  const { verbs, verbsWithNoun, verbsAround } = clause.lexicon.add;
  const around = betweenVerb(clause, verbsAround);
  if (around) return addClause(around);
  const free = after(clause, verbs);
  const bound = after(clause, verbsWithNoun);
  return (free && withNoun(free)) ?? (bound && withNoun(bound)) ?? (free && withoutNoun(free));
}

/** “[add] a task to …”, “[add] to my list: …” */
function withNoun(object: Clause): ParsedClause | undefined {
  const { add, nouns } = object.lexicon;
  const place = after(object, add.places);
  const inner = trimMarks(before(place ?? object, add.places) ?? place ?? object);
  const noun = afterAny(inner, add.quantities);
  const many = after(noun, nouns.many);
  const rest = many ?? after(noun, nouns.one);
  if (rest === undefined || isNumbered(noun, inner)) {
    return place && added(place, { isMany: false, strength: 'explicit' });
  }
  const placed = after(rest, add.places) ?? rest;
  const body = after(placed, add.nounConnectors) ?? placed;
  return added(body, { isMany: many !== undefined, strength: 'explicit' });
}

/** “task 3” after the verb speaks of a task that exists. */
function isNumbered(noun: Clause, inner: Clause): boolean {
  const hasQuantity = noun.tokens.length < inner.tokens.length;
  return !hasQuantity && /^\d+$/.test(noun.tokens[1]?.norm ?? '');
}

function withoutNoun(object: Clause): ParsedClause {
  const isQuoted = trimMarks(object).tokens[0]?.kind === 'quoted';
  return added(object, { isMany: false, strength: isQuoted ? 'explicit' : 'head' });
}

function added(body: Clause, { isMany, strength }: { isMany: boolean; strength: Strength }): ParsedClause {
  const { title, description } = splitDescription(body);
  const placed = before(trimMarks(title), body.lexicon.add.places) ?? title;
  const titles = splitTitles(placed, { isMany });
  return { command: { intent: 'add', titles, ...(description ? { description } : {}) }, strength };
}

/** “… with the description …”, “… details: …” */
function splitDescription(body: Clause): { readonly title: Clause; readonly description?: string } {
  const { tokens, lexicon } = body;
  for (let at = 1; at < tokens.length - 1; at++) {
    const length = matchPhrase(tokens, at, lexicon.add.descriptionConnectors);
    const rest = length > 0 ? part(body, at + length) : undefined;
    if (rest && (length > 1 || isMark(rest.tokens[0], ':'))) {
      return { title: part(body, 0, at), description: wordsOf(rest) };
    }
  }
  return { title: body };
}
