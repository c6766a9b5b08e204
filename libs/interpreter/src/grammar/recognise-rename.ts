import { after, before, isMark, part, trimMarks, type Clause } from './clause.ts';
import type { Command, ParsedClause, Renaming } from './command.ts';
import { matchPhrase } from './phrase.ts';
import { readTarget, type ReadTarget } from './target.ts';
import { titleOf } from './title.ts';

const renamingsMax = 6;

/** “change task 1 to 'Call mom tonight'”, “rename the milk task to Buy oat milk”, “edit task 2: Pay rent”. */
export function recogniseRename(clause: Clause): ParsedClause | undefined {
  const { verbs, verbsWithTask, titleOf: titleOfTask } = clause.lexicon.rename;
  const loose = after(clause, verbs);
  const verbless = loose ?? after(clause, verbsWithTask);
  if (verbless === undefined) return undefined;
  const recognised = renamed(after(verbless, titleOfTask) ?? verbless);
  return loose || recognised?.strength === 'explicit' ? recognised : undefined;
}

function renamed(object: Clause): ParsedClause | undefined {
  const places = findPlaces(object);
  const [first] = places;
  const named = part(object, 0, first?.at);
  const read = readTarget(before(named, object.lexicon.rename.titles) ?? named);
  if (read.target.by === 'status' || read.target.by === 'shown') return undefined;
  const strength = read.isExplicit ? 'explicit' : 'head';
  if (first === undefined) return { command: renaming([{ target: read.target, title: '' }]), strength };
  if (isState(part(object, first.at + first.length))) {
    return { command: { intent: 'complete', target: read.target }, strength: 'explicit' };
  }
  const title = titleOf(part(object, first.at + first.length));
  const certain = [{ target: read.target, title }];
  const renamings = isDefinite(read) ? certain : places.map((place) => renamingAt(object, place));
  return { command: renaming(renamings), strength };
}

function renaming(renamings: readonly Renaming[]): Command {
  return { intent: 'rename', renamings };
}

interface Place {
  readonly at: number;
  readonly length: number;
}

/** Where the old title may end and the new one begin. Only the first few: each will be compared with every task. */
function findPlaces({ tokens, lexicon }: Clause): Place[] {
  const places: Place[] = [];
  for (let at = 1; at < tokens.length - 1 && places.length < renamingsMax; at++) {
    const length = isMark(tokens[at], ':→=') ? 1 : matchPhrase(tokens, at, lexicon.rename.connectors);
    if (length > 0 && at + length < tokens.length) places.push({ at, length });
  }
  const last = tokens.length - 1;
  if (places.length === 0 && last > 0 && tokens[last]?.kind === 'quoted')
    places.push({ at: last, length: 0 });
  return places;
}

function renamingAt(clause: Clause, { at, length }: Place): Renaming {
  const { target } = readTarget(part(clause, 0, at));
  return { target, title: titleOf(part(clause, at + length)) };
}

/** Whether the target ends at the first connector for sure. */
function isDefinite({ target, isExplicit }: ReadTarget): boolean {
  return target.by !== 'words' || isExplicit;
}

/** “change task 3 to done” completes it. */
function isState(title: Clause): boolean {
  const { tokens, lexicon } = trimMarks(title);
  return tokens.length > 0 && matchPhrase(tokens, 0, lexicon.complete.states) === tokens.length;
}
