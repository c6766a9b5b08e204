// Language to plan of tool calls. Pure: the same words in the same dialog with the same results give the same plan, so a
// turn can be planned again after each result, and a conversation replayed from what is stored of it.
import { chatMessageMax, taskTitleMax } from '@todo/contracts';
import { newDialog, type DialogState, type ToolOutcome } from './dialog.ts';
import type { Command, CommandOf, Intent } from './grammar/command.ts';
import { parse, toClause } from './grammar/parse.ts';
import { findLocale } from './locales/find-locale.ts';
import type { Answer, Plan, PlannedCall, Question, Remark } from './plan.ts';
import { answerQuestion } from './planning/answer-question.ts';
import { mergeDeletes } from './planning/merge-deletes.ts';
import { tell, type Outcome, type Settled } from './planning/outcome.ts';
import { perform } from './planning/perform.ts';
import { startTurn, type Turn } from './planning/turn.ts';

export interface InterpretContext {
  readonly dialog?: DialogState;
  /** What the tools that this message has called already have answered, in their order. */
  readonly results?: readonly ToolOutcome[];
  /** BCP 47 language tag; where its language is not known, English is read. */
  readonly locale?: string;
}

/** Messages that name more things to do than this are not carried out. */
export const callsMax = 20;

/**
 * Decides what to do about a message: the tools to call next, or the answer once nothing is left to call. Never throws,
 * and takes time in proportion to the length of the message and the number of tasks.
 */
export function interpret(text: string, context: InterpretContext = {}): Plan {
  return interpretResults(text, context).plan;
}

/** As `interpret`; tells also whether the results are the ones that the plan has called for, all of them. */
export function interpretResults(
  text: string,
  { dialog = newDialog, results = [], locale }: InterpretContext,
): { readonly plan: Plan; readonly isOwn: boolean } {
  const turn = startTurn(dialog, { results, lexicon: findLocale(locale).lexicon });
  const plan = planOf(outcomeOf(text, turn), turn);
  return { plan, isOwn: plan.next === 'answer' && turn.resultsUsed === results.length };
}

function outcomeOf(text: string, turn: Turn): Outcome {
  if (text.length > chatMessageMax) return tell({ tell: 'message-too-long' });
  const message = text.toWellFormed().replaceAll('\0', '');
  if (message.trim() === '') return tell({ tell: 'message-empty' });
  const { question } = turn.dialog;
  const answered = question && answerQuestion(question, toClause(message, turn.lexicon), turn);
  return answered ?? performAll(message, turn);
}

/** Puts an answer into the words of the locale. */
export function reply(answer: Answer, locale?: string): string {
  return findLocale(locale).reply(answer);
}

function planOf(outcome: Outcome, turn: Turn): Plan {
  return typeof outcome === 'string' ? { next: 'call', calls: [...turn.queue] } : answer(outcome);
}

function answer({ remarks, question }: Settled): Answer {
  return { next: 'answer', remarks: [...remarks], ...(question ? { question } : {}) };
}

function performAll(text: string, turn: Turn): Outcome {
  const commands = mergeDeletes(withoutCourtesies(parse(text, turn.lexicon)));
  const count = commands.reduce((sum, command) => sum + callsOf(command), 0);
  if (count > callsMax) return tell({ tell: 'too-many', count, countMax: callsMax });
  const kept = keptBy(turn.dialog.question);
  const [first] = commands;
  if (first === undefined) return tell({ tell: 'help' });
  if (first.intent === 'unknown' && commands.length === 1 && kept.length === 0) return offer(first);
  const outcome = performInOrder(commands, turn);
  return typeof outcome === 'string' ? outcome : { ...outcome, remarks: [...kept, ...outcome.remarks] };
}

/** Carries out commands up to the first that waits for a result or raises a question. */
function performInOrder(commands: readonly Command[], turn: Turn): Outcome {
  const remarks: Remark[] = [];
  for (const [index, command] of commands.entries()) {
    const outcome = perform(command, turn);
    if (outcome === 'blocked') return outcome;
    if (outcome === 'queued') continue;
    remarks.push(...outcome.remarks);
    if (outcome.question === undefined) continue;
    if (turn.queue.length > 0) return 'queued';
    const count = commands.length - index - 1;
    if (count > 0) remarks.push({ tell: 'left-out', count });
    return { remarks, question: outcome.question };
  }
  return turn.queue.length > 0 ? 'queued' : { remarks };
}

/** “Hello, add milk” is about milk. */
function withoutCourtesies(commands: readonly Command[]): readonly Command[] {
  const courtesies: readonly Intent[] = ['greet', 'thank', 'agree'];
  const rest = commands.filter(({ intent }) => !courtesies.includes(intent));
  return rest.length > 0 ? rest : commands.slice(0, 1);
}

function callsOf(command: Command): number {
  if (command.intent === 'add') return Math.max(1, command.titles.length);
  return 'target' in command && command.target?.by === 'ids' ? command.target.ids.length : 1;
}

/** What is told where a question about several tasks got no yes. */
function keptBy(question: Question | undefined): Remark[] {
  return question?.ask === 'confirmation' && question.action !== 'add' ? [{ tell: 'kept' }] : [];
}

/** Offers to add what is no command; a question is no task. */
function offer({ words, isTask }: CommandOf<'unknown'>): Outcome {
  const remark: Remark = { tell: 'not-understood', words };
  if (!isTask || words.length > taskTitleMax) return tell(remark);
  const calls: PlannedCall[] = [{ tool: 'add_task', arguments: { title: words } }];
  return { remarks: [remark], question: { ask: 'confirmation', action: 'add', calls, tasks: [] } };
}
