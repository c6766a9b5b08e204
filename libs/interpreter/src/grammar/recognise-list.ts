import type { TaskStatusFilter } from '@todo/contracts';
import { after, betweenVerb, part, trimMarks, type Clause } from './clause.ts';
import type { ParsedClause, Strength, Target } from './command.ts';
import { findPhrase, hasPhrase, matchAll, matchPhrase } from './phrase.ts';
import { readTarget } from './target.ts';

/** “show me all my tasks”, “what's pending?”, “find milk”. */
export function recogniseList(clause: Clause): ParsedClause | undefined {
  const { list } = clause.lexicon;
  if (matchPhrase(clause.tokens, 0, list.questions) > 0) {
    const asked = question(clause);
    if (asked) return asked;
  }
  const searched = after(clause, list.searches) ?? betweenVerb(clause, list.checks);
  if (searched) return one(searched);
  const object = after(clause, list.verbs);
  if (object) return question(object) ?? all(object) ?? one(object);
  const candidate = after(clause, list.verbsWithObject);
  return candidate && question(candidate);
}

const bareWordsMax = 8;

/** “my tasks”, “pending” */
export function recogniseBareList(clause: Clause): ParsedClause | undefined {
  if (clause.tokens.length > bareWordsMax) return undefined;
  const recognised = question(clause);
  return recognised && { ...recognised, strength: 'bare' };
}

/** Words that hold nothing but what is said of a list; what follows “about” may be anything. */
function question(clause: Clause): ParsedClause | undefined {
  const { list } = clause.lexicon;
  const about = findPhrase(clause.tokens, 0, list.about);
  const words = about ? part(clause, 0, about.at) : clause;
  if (!mentionsTasks(words) || !isAboutTasks(words)) return undefined;
  const target = about ? readTarget(part(clause, about.at + about.length)).target : undefined;
  return listed(words, { target, strength: 'explicit' });
}

function mentionsTasks({ tokens, lexicon }: Clause): boolean {
  const { objects, pending, completed } = lexicon.list;
  return hasPhrase(tokens, objects) || hasPhrase(tokens, pending) || hasPhrase(tokens, completed);
}

function isAboutTasks(clause: Clause): boolean {
  const { tokens, lexicon } = clause;
  const { vocabulary, pending, completed } = lexicon.list;
  return tokens.every(
    (token, at) =>
      token.kind === 'mark' ||
      matchPhrase([token], 0, vocabulary) > 0 ||
      matchPhrase(tokens, at, pending) > 0 ||
      matchPhrase(tokens, at, completed) > 0,
  );
}

/** “show”, “list them” */
function all(object: Clause): ParsedClause | undefined {
  const { tokens, lexicon } = trimMarks(object);
  const isAll = matchAll(tokens, 0, [lexicon.list.vocabulary]) === tokens.length;
  return isAll ? listed(object, { target: undefined, strength: 'head' }) : undefined;
}

/** “show task 3”, “show the milk task” */
function one(object: Clause): ParsedClause {
  return listed(part(object, 0, 0), { target: readTarget(object).target, strength: 'head' });
}

function listed(words: Clause, { target, strength }: { target?: Target; strength: Strength }): ParsedClause {
  const isFilter = target !== undefined && target.by !== 'nothing' && target.by !== 'status';
  const filter = isFilter ? { target } : {};
  return { command: { intent: 'list', status: statusOf(words), ...filter }, strength };
}

function statusOf(clause: Clause): TaskStatusFilter {
  const { pending, completed, negations } = clause.lexicon.list;
  const state = findPhrase(clause.tokens, 0, completed);
  const isPending = hasPhrase(clause.tokens, pending);
  if (!state) return isPending ? 'pending' : 'all';
  if (isPending) return 'all';
  return hasPhrase(clause.tokens.slice(0, state.at), negations) ? 'pending' : 'completed';
}
