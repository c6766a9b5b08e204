import { after, betweenVerb, type Clause } from './clause.ts';
import type { ParsedClause } from './command.ts';
import { readTarget } from './target.ts';

/** “delete task 3”, “take the milk off my list”. */
export function recogniseDelete(clause: Clause): ParsedClause | undefined {
  const object =
    after(clause, clause.lexicon.delete.verbs) ?? betweenVerb(clause, clause.lexicon.delete.verbsAround);
  if (object === undefined) return undefined;
  const { target, isExplicit } = readTarget(object);
  return { command: { intent: 'delete', target }, strength: isExplicit ? 'explicit' : 'head' };
}
