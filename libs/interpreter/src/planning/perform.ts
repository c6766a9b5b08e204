import { taskDescriptionMax, taskTitleMax } from '@todo/contracts';
import type { Command, CommandOf, Intent, Target } from '../grammar/command.ts';
import type { KnownTask, Remark } from '../plan.ts';
import { findTasks } from './find-tasks.ts';
import { ask, carryOut, tell, type Outcome } from './outcome.ts';
import { performComplete, performDelete, performDescribe, performRename } from './perform-target.ts';
import type { ChangingCall, Turn } from './turn.ts';

/** Carries out one command as far as the results at hand allow. */
export function perform(command: Command, turn: Turn): Outcome {
  // Each entry takes the command that it is named for, which the compiler cannot follow through the union.
  const performer = performers[command.intent] as (command: Command, turn: Turn) => Outcome;
  return performer(command, turn);
}

type Performers = { readonly [Name in Intent]: (command: CommandOf<Name>, turn: Turn) => Outcome };

const performers: Performers = {
  add: performAdd,
  list: performList,
  complete: ({ target }, turn) => performComplete(target, turn),
  delete: ({ target }, turn) => performDelete(target, turn),
  rename: performRename,
  describe: performDescribe,
  unknown: ({ words }) => tell({ tell: 'not-understood', words }),
  help: () => tell({ tell: 'help' }),
  greet: () => tell({ tell: 'greeting' }),
  thank: () => tell({ tell: 'welcome' }),
  agree: () => tell({ tell: 'nothing-to-confirm' }),
  decline: () => tell({ tell: 'cancelled' }),
  reopen: () => tell({ tell: 'no-reopening' }),
  undo: () => tell({ tell: 'no-undoing' }),
  schedule: () => tell({ tell: 'no-dates' }),
  prioritise: () => tell({ tell: 'no-priorities' }),
};

function performAdd({ titles, description }: CommandOf<'add'>, turn: Turn): Outcome {
  if (titles.length === 0) return ask({ ask: 'title' });
  const tooLong = tooLongOf(titles, description);
  if (tooLong) return tell(tooLong);
  const calls: ChangingCall[] = titles.map((title) => ({
    tool: 'add_task',
    arguments: description === undefined ? { title } : { title, description },
  }));
  return carryOut(turn, calls);
}

function tooLongOf(titles: readonly string[], description: string | undefined): Remark | undefined {
  const title = titles.find(({ length }) => length > taskTitleMax);
  if (title) return { tell: 'title-too-long', length: title.length, lengthMax: taskTitleMax };
  if (description === undefined || description.length <= taskDescriptionMax) return undefined;
  return { tell: 'description-too-long', length: description.length, lengthMax: taskDescriptionMax };
}

function performList({ status, target }: CommandOf<'list'>, turn: Turn): Outcome {
  const isSettled = turn.queue.length === 0;
  const listed = turn.list(status);
  if (listed.state === 'queued') return isSettled || target === undefined ? 'queued' : 'blocked';
  if (listed.state === 'told') return tell(listed.remark);
  const tasks = listed.result.filter(filterOf(target, listed.result, turn));
  turn.show(tasks);
  const about = target?.by === 'words' ? { about: target.words } : {};
  return tell({ tell: 'listed', status, tasks, ...about });
}

function filterOf(
  target: Target | undefined,
  tasks: readonly KnownTask[],
  turn: Turn,
): (task: KnownTask) => boolean {
  if (target === undefined) return () => true;
  if (target.by === 'words') {
    const found = findTasks(target.words, tasks, turn.lexicon.target.smallWords);
    return (task) => found?.tasks.includes(task) ?? false;
  }
  const ids = idsOf(target, turn);
  return ({ id }) => ids?.includes(id) ?? true;
}

/** The ids that a target names without a look at the tasks; undefined where it names none. */
function idsOf(target: Target, { shown, lastTask }: Turn): readonly (number | undefined)[] | undefined {
  switch (target.by) {
    case 'ids':
      return target.ids;
    case 'positions':
      return target.positions.map((position) => shown.at(position > 0 ? position - 1 : position));
    case 'pronoun':
      return [lastTask];
    case 'shown':
      return shown;
    case 'status':
    case 'words':
    case 'several':
    case 'nothing':
      return undefined;
  }
}
