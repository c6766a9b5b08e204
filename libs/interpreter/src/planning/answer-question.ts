import type { Clause } from '../grammar/clause.ts';
import type { ParsedClause } from '../grammar/command.ts';
import { parseClause } from '../grammar/parse-clause.ts';
import { isAgreement } from '../grammar/recognise-talk.ts';
import { readTarget } from '../grammar/target.ts';
import { titleOf, wordsOf } from '../grammar/title.ts';
import type { KnownTask, Question } from '../plan.ts';
import { findTasks } from './find-tasks.ts';
import { ask, carryOut, confirm, tell, type Outcome } from './outcome.ts';
import { performAction } from './perform-target.ts';
import { perform } from './perform.ts';
import type { ChangingCall, Turn } from './turn.ts';

/**
 * Takes the message as the answer to what the user was asked. Only a clear yes confirms.
 *
 * @returns undefined where the message is no answer, but a message of its own
 */
export function answerQuestion(question: Question, message: Clause, turn: Turn): Outcome | undefined {
  const parsed = parseClause(message);
  const answer = { message, parsed, turn };
  if (question.ask === 'title' || question.ask === 'new-text') return takeText(question, answer);
  if (parsed.command.intent === 'decline') return tell({ tell: 'cancelled' });
  if (question.ask === 'which-task') return choose(question, answer);
  return isAgreement(message) ? carryOut(turn, changing(question)) : undefined;
}

interface Answer {
  readonly message: Clause;
  readonly parsed: ParsedClause;
  readonly turn: Turn;
}

function changing({ calls }: Extract<Question, { ask: 'confirmation' }>): ChangingCall[] {
  return calls.flatMap((call) => (call.tool === 'list_tasks' ? [] : [call]));
}

type TextQuestion = Extract<Question, { ask: 'title' | 'new-text' }>;

function takeText(question: TextQuestion, { message, parsed, turn }: Answer): Outcome | undefined {
  if (isCommand(parsed)) return undefined;
  // Marks alone are no text.
  if (wordsOf(message) === '') return ask(question);
  if (question.ask === 'title') return perform({ intent: 'add', titles: [titleOf(message)] }, turn);
  const { action, id } = question;
  const text = action.do === 'rename' ? { title: titleOf(message) } : { description: wordsOf(message) };
  return performAction({ ...action, ...text }, id, turn);
}

/** Whether the message is surely no text: it names a task or the list, or is a phrase such as “never mind”. */
function isCommand({ command, strength }: ParsedClause): boolean {
  return strength === 'explicit' || (strength === 'bare' && command.intent !== 'unknown');
}

function choose(question: Extract<Question, { ask: 'which-task' }>, answer: Answer): Outcome | undefined {
  const { action, tasks } = question;
  const chosen = chosenOf(tasks, answer);
  const [first] = chosen;
  if (first && chosen.length === 1) return performAction(action, first.id, answer.turn);
  if (chosen.length > 1 && (action.do === 'delete' || action.do === 'complete'))
    return confirm(action.do, chosen);
  if (answer.parsed.command.intent !== 'unknown') return undefined;
  return { remarks: [{ tell: 'no-match', words: wordsOf(answer.message) }], question };
}

function chosenOf(tasks: readonly KnownTask[], { message, parsed, turn }: Answer): readonly KnownTask[] {
  const found = findTasks(wordsOf(message), tasks, turn.lexicon.target.smallWords);
  if (found?.fit === 'exact') return found.tasks;
  const { target } = readTarget(message);
  if (target.by === 'ids') return target.ids.flatMap((number) => byNumber(tasks, number) ?? []);
  if (target.by === 'positions') return target.positions.flatMap((place) => byPosition(tasks, place) ?? []);
  if (target.by === 'shown' || target.by === 'status') return tasks;
  return parsed.command.intent === 'unknown' ? (found?.tasks ?? []) : [];
}

/** “2” is the task with that id, and the second of those shown where none of them has it. */
function byNumber(tasks: readonly KnownTask[], number: number): KnownTask | undefined {
  return tasks.find(({ id }) => id === number) ?? tasks[number - 1];
}

function byPosition(tasks: readonly KnownTask[], position: number): KnownTask | undefined {
  return tasks.at(position > 0 ? position - 1 : position);
}
