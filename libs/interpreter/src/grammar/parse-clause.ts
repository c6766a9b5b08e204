import { after, afterAny, part, trimMarks, type Clause } from './clause.ts';
import type { ParsedClause } from './command.ts';
import { matchPhrase } from './phrase.ts';
import { addClause, recogniseAdd, recogniseLooseLabel } from './recognise-add.ts';
import {
  recogniseComplete,
  recogniseCompletion,
  recogniseIncompletion,
  recogniseReopen,
} from './recognise-complete.ts';
import { recogniseDelete } from './recognise-delete.ts';
import { recogniseDescribe } from './recognise-describe.ts';
import { recogniseBareList, recogniseList } from './recognise-list.ts';
import { recogniseRename } from './recognise-rename.ts';
import { recogniseTalk } from './recognise-talk.ts';
import { readTarget } from './target.ts';
import { titleOf } from './title.ts';

/** Reads one clause: the first recogniser that knows it wins, the most definite one first. */
export function parseClause(clause: Clause): ParsedClause {
  const talk = recogniseTalk(clause);
  if (talk) return talk;
  const words = withoutFillers(clause);
  return recognise(words) ?? wished(words) ?? dutiful(words) ?? unknown(words);
}

const recognisers = [
  recogniseTalk,
  recogniseDescribe,
  recogniseReopen,
  recogniseDelete,
  recogniseComplete,
  recogniseList,
  recogniseAdd,
  recogniseRename,
  recogniseUnsupported,
  recogniseIncompletion,
  recogniseCompletion,
  recogniseBareList,
  recogniseLooseLabel,
];

function recognise(clause: Clause): ParsedClause | undefined {
  if (clause.tokens.length === 0) return undefined;
  for (const recogniser of recognisers) {
    const recognised = recogniser(clause);
    if (recognised) return recognised;
  }
  return undefined;
}

const fillersMax = 8;

/** The clause from where it says something: what “hey, could you please also” stands before. */
function withoutFillers(clause: Clause): Clause {
  const { fillers, requests } = clause.lexicon;
  let words = trimMarks(clause);
  for (let count = 0; count < fillersMax; count++) {
    const isRequest = words.isRequest || matchPhrase(words.tokens, 0, requests) > 0;
    words = { ...words, isRequest };
    const rest = trimMarks(after(words, fillers) ?? part(words, 0, 0));
    if (rest.tokens.length === 0) return words;
    words = rest;
  }
  return words;
}

/** “I want to …”, “can I …” before a command. */
function wished(clause: Clause): ParsedClause | undefined {
  const rest = after(clause, clause.lexicon.wishes);
  if (rest === undefined || rest.tokens.length === 0) return undefined;
  const recognised = recognise(withoutFillers({ ...rest, isRequest: true }));
  return recognised && recognised.strength !== 'bare' ? recognised : unknown(rest);
}

/** “I have to …”: a task, unless what follows is about the tasks themselves. */
function dutiful(clause: Clause): ParsedClause | undefined {
  const rest = after(clause, clause.lexicon.duties);
  if (rest === undefined || rest.tokens.length === 0) return undefined;
  const recognised = recognise(rest);
  return recognised?.strength === 'explicit' ? recognised : addClause(rest);
}

/** What the assistant has no tool for, so that it says so instead of guessing. */
function recogniseUnsupported(clause: Clause): ParsedClause | undefined {
  const { schedule, prioritise } = clause.lexicon.unsupported;
  for (const [intent, set] of [
    ['schedule', schedule],
    ['prioritise', prioritise],
  ] as const) {
    const rest = after(clause, set);
    if (rest && namesTask(rest)) return { command: { intent }, strength: 'head' };
  }
  return undefined;
}

/** Whether some beginning of the clause names a task: “task 3 to tomorrow”. */
function namesTask(clause: Clause): boolean {
  const wordsMax = 4;
  const rest = afterAny(clause, clause.lexicon.target.named);
  for (let end = 1; end <= Math.min(wordsMax, rest.tokens.length); end++) {
    if (readTarget(part(rest, 0, end)).isExplicit) return true;
  }
  return false;
}

function unknown(clause: Clause): ParsedClause {
  const { questions, verbsWithObject } = clause.lexicon.list;
  const words = titleOf(clause);
  const isQuestion = words.endsWith('?') || matchPhrase(clause.tokens, 0, questions) > 0;
  const isTask = !isQuestion && matchPhrase(clause.tokens, 0, verbsWithObject) === 0;
  return { command: { intent: 'unknown', words, isTask }, strength: 'bare' };
}
