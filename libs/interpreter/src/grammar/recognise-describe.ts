import { after, isMark, part, type Clause } from './clause.ts';
import type { ParsedClause } from './command.ts';
import { findPhrase, matchPhrase } from './phrase.ts';
import { readTarget, type ReadTarget } from './target.ts';
import { wordsOf } from './title.ts';

/** “add a description to task 3: …”, “set task 3's description to …”, “remove the description of task 3”. */
export function recogniseDescribe(clause: Clause): ParsedClause | undefined {
  return (
    removing(clause) ?? describing(clause) ?? nounFirst(clause) ?? quoteFirst(clause) ?? taskFirst(clause)
  );
}

function removing(clause: Clause): ParsedClause | undefined {
  const { describe } = clause.lexicon;
  const noun = after(clause, clause.lexicon.delete.verbs);
  const preposition = noun && after(noun, describe.nouns);
  const task = preposition && after(preposition, describe.prepositions);
  const read = task && readTarget(task);
  return read && described(read, '');
}

/** “describe task 3 as …” */
function describing(clause: Clause): ParsedClause | undefined {
  const object = after(clause, clause.lexicon.describe.verbs);
  return object && split(object);
}

/** “add details to task 3: …”; “add details: '…' to task 3” */
function nounFirst(clause: Clause): ParsedClause | undefined {
  const { verbsWithNoun, nouns, prepositions } = clause.lexicon.describe;
  const verb = after(clause, verbsWithNoun);
  const noun = verb && after(verb, nouns);
  if (noun === undefined) return undefined;
  const object = after(noun, prepositions);
  if (object !== undefined) return split(object);
  const start = isMark(noun.tokens[0], ':') ? 1 : 0;
  return noun.tokens[start]?.kind === 'quoted' ? quoteThenTask(part(noun, start)) : undefined;
}

/** “add '…' as a description to task 3” */
function quoteFirst(clause: Clause): ParsedClause | undefined {
  const { verbsWithNoun, nouns, as } = clause.lexicon.describe;
  const verb = after(clause, verbsWithNoun);
  if (verb?.tokens[0]?.kind !== 'quoted') return undefined;
  const noun = after(part(verb, 1), as);
  const preposition = noun && after(noun, nouns);
  return preposition && quoteThenTask({ ...preposition, tokens: [verb.tokens[0], ...preposition.tokens] });
}

/** “set task 3's description to …” */
function taskFirst(clause: Clause): ParsedClause | undefined {
  const { verbsWithNoun, nouns } = clause.lexicon.describe;
  const verb = after(clause, verbsWithNoun);
  const noun = verb && findPhrase(verb.tokens, 1, nouns);
  if (verb === undefined || noun === undefined) return undefined;
  const text = textAfter(part(verb, noun.at + noun.length));
  const task = part(verb, 0, noun.at);
  const read = readTarget(task);
  // A title in free words might be a new one: “add a task to buy milk, description: …”.
  const isNew = read.target.by === 'words' && task.tokens[0]?.kind !== 'quoted';
  return text && !isNew ? described(read, wordsOf(text)) : undefined;
}

function textAfter(clause: Clause): Clause | undefined {
  const rest = after(clause, clause.lexicon.describe.connectors);
  return rest ?? (isMark(clause.tokens[0], ':') ? part(clause, 1) : undefined);
}

function quoteThenTask(clause: Clause): ParsedClause | undefined {
  const task = after(part(clause, 1), clause.lexicon.describe.prepositions);
  return task && described(readTarget(task), clause.tokens[0]?.quoted?.trim() ?? '');
}

/** Splits “task 3: …” and “task 3 as …”; without a text it is asked for. */
function split(clause: Clause): ParsedClause | undefined {
  const { tokens, lexicon } = clause;
  for (let at = 1; at < tokens.length; at++) {
    const length = isMark(tokens[at], ':') ? 1 : matchPhrase(tokens, at, lexicon.describe.connectors);
    const read = length > 0 ? readTarget(part(clause, 0, at)) : undefined;
    if (read && at + length < tokens.length) return described(read, wordsOf(part(clause, at + length)));
  }
  if (tokens.length > 1 && tokens.at(-1)?.kind === 'quoted') {
    return described(readTarget(part(clause, 0, -1)), wordsOf(part(clause, tokens.length - 1)));
  }
  return described(readTarget(clause), undefined);
}

function described(read: ReadTarget, description: string | undefined): ParsedClause | undefined {
  const { target } = read;
  if (!read.isExplicit || target.by === 'status' || target.by === 'shown') return undefined;
  return { command: { intent: 'describe', target, description }, strength: 'explicit' };
}
