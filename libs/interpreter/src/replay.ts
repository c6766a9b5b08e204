import { taskTools } from '@todo/contracts';
import { z } from 'zod';
import { newDialog, type DialogState, type ToolOutcome } from './dialog.ts';
import { interpretResults } from './interpret.ts';
import type { Answer, Question, Remark } from './plan.ts';

/** One message of the user with what its tools answered. */
export interface PastTurn {
  readonly text: string;
  readonly results: readonly ToolOutcome[];
}

/** @returns what the conversation remembers after these turns, the oldest first */
export function replay(turns: readonly PastTurn[], locale: string): DialogState {
  return turns.reduce((dialog, { text, results }) => {
    const { plan, isOwn } = interpretResults(text, { dialog, results, locale });
    return plan.next === 'answer' && isOwn ? afterAnswer(dialog, plan) : afterForeign(dialog, results);
  }, newDialog);
}

function afterAnswer(dialog: DialogState, plan: Answer): DialogState {
  const { remarks, question } = plan;
  const shown =
    shownBy(question) ?? remarks.map(listedBy).findLast((ids) => ids !== undefined) ?? dialog.shown;
  const spoken = remarks.findLast((remark) => taskOf(remark) !== undefined);
  const lastTask = spoken?.tell === 'deleted' ? undefined : ((spoken && taskOf(spoken)) ?? dialog.lastTask);
  return { shown, lastTask, question };
}

function shownBy(question: Question | undefined): readonly number[] | undefined {
  if (question?.ask === 'which-task' || question?.ask === 'confirmation') {
    return question.tasks.length > 0 ? question.tasks.map(({ id }) => id) : undefined;
  }
  return undefined;
}

function listedBy(remark: Remark): readonly number[] | undefined {
  return remark.tell === 'listed' ? remark.tasks.map(({ id }) => id) : undefined;
}

function taskOf(remark: Remark): number | undefined {
  if ('task' in remark) return remark.task.id;
  return remark.tell === 'listed' && remark.tasks.length === 1 ? remark.tasks[0]?.id : undefined;
}

const Listed = taskTools.list_tasks.result;
const Changed = z.object({ task_id: z.int() });

/** A turn that took another course than the interpreter's, as a language model's does: only its results are known. */
function afterForeign(dialog: DialogState, results: readonly ToolOutcome[]): DialogState {
  let { shown, lastTask } = dialog;
  for (const { output, isError } of results) {
    if (isError) continue;
    const listed = Listed.safeParse(output);
    if (listed.success) shown = listed.data.map(({ id }) => id);
    const changed = Changed.safeParse(output);
    if (changed.success) lastTask = changed.data.task_id;
  }
  return { shown, lastTask };
}
