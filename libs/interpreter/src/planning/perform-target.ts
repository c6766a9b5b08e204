import { taskDescriptionMax, taskTitleMax } from '@todo/contracts';
import type { CommandOf, Target } from '../grammar/command.ts';
import type { Action } from '../plan.ts';
import { ask, carryOut, confirm, tell, type Outcome } from './outcome.ts';
import { resolveTarget, type Resolved } from './resolve-target.ts';
import type { Turn } from './turn.ts';

/** Completes at once what is named one by one; asks first where all of a kind are meant. */
export function performComplete(target: Target, turn: Turn): Outcome {
  const resolved = resolveTarget(target, turn, { prefer: 'pending' });
  if (resolved.state === 'named') return completeNamed(resolved.ids, turn, target);
  if (resolved.state !== 'bulk') return unresolved(resolved, { do: 'complete' });
  const pending = resolved.tasks.filter(({ completed }) => !completed);
  return pending.length === 0 ? tell({ tell: 'no-tasks', status: 'pending' }) : confirm('complete', pending);
}

function completeNamed(ids: readonly number[], turn: Turn, target: Target): Outcome {
  const known = target.by === 'words' ? turn.tasks() : undefined;
  const task = known?.state === 'done' ? known.result.find(({ id }) => id === ids[0]) : undefined;
  if (task?.completed) return tell({ tell: 'completed-before', task: { id: task.id, title: task.title } });
  return carryOut(
    turn,
    ids.map((id) => ({ tool: 'complete_task', arguments: { task_id: id } })),
  );
}

/** Deletes at once only what is one task for sure; asks first otherwise. */
export function performDelete(target: Target, turn: Turn): Outcome {
  const resolved = resolveTarget(target, turn);
  if (resolved.state === 'bulk') return confirm('delete', resolved.tasks);
  if (resolved.state !== 'named') return unresolved(resolved, { do: 'delete' });
  const [id] = resolved.ids;
  if (resolved.ids.length === 1 && id !== undefined && resolved.fit !== 'similar') {
    return carryOut(turn, [{ tool: 'delete_task', arguments: { task_id: id } }]);
  }
  return confirmNamed(resolved.ids, turn);
}

function confirmNamed(ids: readonly number[], turn: Turn): Outcome {
  const known = turn.tasks();
  if (known.state === 'queued') return 'blocked';
  if (known.state === 'told') return tell(known.remark);
  const tasks = ids.flatMap((id) => known.result.find((task) => task.id === id) ?? []);
  const missing = ids.filter((id) => tasks.every((task) => task.id !== id));
  const remarks = missing.map((id) => ({ tell: 'no-match' as const, words: `#${id}` }));
  if (tasks.length === 0) return { remarks };
  return { ...confirm('delete', tasks), remarks };
}

/** Renames the task whose title fits best what stands before the new one. */
export function performRename({ renamings }: CommandOf<'rename'>, turn: Turn): Outcome {
  const candidates = renamings.map(({ target, title }) => ({ title, resolved: resolveTarget(target, turn) }));
  const best = candidates.reduce((left, right) =>
    rank(right.resolved) >= rank(left.resolved) ? right : left,
  );
  return performUpdate(best.resolved, { do: 'rename', title: best.title || undefined }, turn);
}

export function performDescribe({ target, description }: CommandOf<'describe'>, turn: Turn): Outcome {
  return performUpdate(resolveTarget(target, turn), { do: 'describe', description }, turn);
}

/** Does what a question has left open with the task that was chosen. */
export function performAction(action: Action, id: number, turn: Turn): Outcome {
  if (action.do === 'rename' || action.do === 'describe') {
    return performUpdate({ state: 'named', ids: [id], fit: 'exact' }, action, turn);
  }
  const tool = action.do === 'complete' ? 'complete_task' : 'delete_task';
  return carryOut(turn, [{ tool, arguments: { task_id: id } }]);
}

type Update = Extract<Action, { do: 'rename' | 'describe' }>;

function performUpdate(resolved: Resolved, action: Update, turn: Turn): Outcome {
  if (resolved.state !== 'named') return unresolved(resolved, action);
  const [id] = resolved.ids;
  if (id === undefined || resolved.ids.length > 1) return tell({ tell: 'one-at-a-time' });
  const text = action.do === 'rename' ? action.title : action.description;
  if (text === undefined) return ask({ ask: 'new-text', action, id });
  const lengthMax = action.do === 'rename' ? taskTitleMax : taskDescriptionMax;
  if (text.length > lengthMax) {
    return tell({
      tell: `${action.do === 'rename' ? 'title' : 'description'}-too-long`,
      length: text.length,
      lengthMax,
    });
  }
  const changes = action.do === 'rename' ? { title: text } : { description: text };
  return carryOut(turn, [{ tool: 'update_task', arguments: { task_id: id, ...changes } }]);
}

/** Asks which task is meant, or tells why none is. */
function unresolved(resolved: Exclude<Resolved, { state: 'named' }>, action: Action): Outcome {
  switch (resolved.state) {
    case 'blocked':
      return 'blocked';
    case 'told':
      return tell(resolved.remark);
    case 'bulk':
      return ask({ ask: 'which-task', action, tasks: [...resolved.tasks] });
    case 'choice':
      return ask({ ask: 'which-task', action, tasks: [...resolved.tasks], words: resolved.words });
  }
}

function rank(resolved: Resolved): number {
  if (resolved.state === 'named') return { exact: 4, words: 3, similar: 1 }[resolved.fit];
  return resolved.state === 'choice' ? 2 : 0;
}
