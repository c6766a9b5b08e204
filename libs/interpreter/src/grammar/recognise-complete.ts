import { after, before, betweenVerb, type Clause } from './clause.ts';
import type { ParsedClause } from './command.ts';
import { readTarget } from './target.ts';

/** “complete task 3”, “mark the milk as done”, “finished the report”. */
export function recogniseComplete(clause: Clause): ParsedClause | undefined {
  const { verbs, participles, verbsAround } = clause.lexicon.complete;
  const commanded = betweenVerb(clause, verbsAround) ?? after(clause, verbs);
  const object = commanded ?? after(clause, participles);
  if (object === undefined) return undefined;
  const { target, isExplicit } = readTarget(object);
  // “completed tasks” asks for them; nothing is to be completed.
  if (commanded === undefined && (target.by === 'status' || target.by === 'nothing')) return undefined;
  return { command: { intent: 'complete', target }, strength: isExplicit ? 'explicit' : 'head' };
}

/** “task 3 is done”. */
export function recogniseCompletion(clause: Clause): ParsedClause | undefined {
  const object = before(clause, clause.lexicon.complete.suffixes);
  if (object === undefined || object.tokens.length === 0) return undefined;
  const { target, isExplicit } = readTarget(object);
  if (target.by === 'nothing') return undefined;
  return { command: { intent: 'complete', target }, strength: isExplicit ? 'explicit' : 'bare' };
}

/** “uncheck task 3”, “mark task 3 as not done”: understood, so that it is not taken for its opposite. */
export function recogniseReopen(clause: Clause): ParsedClause | undefined {
  const { verbs, verbsAround } = clause.lexicon.reopen;
  return reopening(after(clause, verbs) ?? betweenVerb(clause, verbsAround));
}

/** “task 3 is not done”. */
export function recogniseIncompletion(clause: Clause): ParsedClause | undefined {
  return reopening(before(clause, clause.lexicon.reopen.suffixes));
}

function reopening(object: Clause | undefined): ParsedClause | undefined {
  if (object === undefined || object.tokens.length === 0) return undefined;
  return { command: { intent: 'reopen' }, strength: readTarget(object).isExplicit ? 'explicit' : 'head' };
}
