import type { TaskStatusFilter } from '@todo/contracts';
import type { Target } from '../grammar/command.ts';
import type { KnownTask, Remark } from '../plan.ts';
import { findTasks, type Fit } from './find-tasks.ts';
import type { Turn } from './turn.ts';

/** Which tasks a target means. */
export type Resolved =
  /** Not known before tools that are queued have answered. */
  | { readonly state: 'blocked' }
  /** None; what there is to tell about it. */
  | { readonly state: 'told'; readonly remark: Remark }
  /** These, named one by one. */
  | { readonly state: 'named'; readonly ids: readonly number[]; readonly fit: Fit }
  /** All of a kind, named as such. */
  | { readonly state: 'bulk'; readonly tasks: readonly KnownTask[] }
  /** One of these; the words leave open which. */
  | { readonly state: 'choice'; readonly tasks: readonly KnownTask[]; readonly words?: string };

export interface ResolveOptions {
  /** Where several tasks fit the words, those of this kind are meant if there are any. */
  readonly prefer?: 'pending';
}

/** Finds the tasks that a target means, in what was shown and spoken of before and, where that is not enough, in the list. */
export function resolveTarget(target: Target, turn: Turn, { prefer }: ResolveOptions = {}): Resolved {
  switch (target.by) {
    case 'ids':
      return { state: 'named', ids: target.ids, fit: 'exact' };
    case 'positions':
    case 'pronoun':
    case 'shown':
      return resolveRemembered(target, turn);
    case 'status':
      return resolveStatus(target.status, turn);
    case 'words':
      return resolveWords(target, turn, prefer);
    case 'several':
      return resolveSeveral(target.targets, turn);
    case 'nothing':
      return choiceOfAll(turn);
  }
}

/** All of them, where each is known; otherwise what keeps the first from being so. */
function resolveSeveral(targets: readonly Target[], turn: Turn): Resolved {
  const resolved = targets.map((target) => resolveTarget(target, turn));
  const obstacle = resolved.find(({ state }) => state !== 'named' && state !== 'bulk');
  const ids = resolved.flatMap((each) => {
    if (each.state === 'bulk') return each.tasks.map(({ id }) => id);
    return each.state === 'named' ? each.ids : [];
  });
  return obstacle ?? { state: 'named', ids: [...new Set(ids)], fit: 'words' };
}

type Remembered = Extract<Target, { by: 'positions' | 'pronoun' | 'shown' }>;

function resolveRemembered(target: Remembered, turn: Turn): Resolved {
  // What is queued will change what was shown, and spoken of, last.
  if (turn.queue.length > 0) return { state: 'blocked' };
  switch (target.by) {
    case 'positions':
      return turn.shown.length === 0 ? choiceOfAll(turn) : resolvePositions(target.positions, turn);
    case 'pronoun':
      return turn.lastTask === undefined ? choiceOfAll(turn) : named(turn.lastTask);
    case 'shown':
      return turn.shown.length === 0 ? choiceOfAll(turn) : resolveShown(turn);
  }
}

function named(id: number): Resolved {
  return { state: 'named', ids: [id], fit: 'exact' };
}

function resolvePositions(positions: readonly number[], turn: Turn): Resolved {
  const ids: number[] = [];
  for (const position of positions) {
    const id = turn.shown.at(position > 0 ? position - 1 : position);
    if (id === undefined) return { state: 'told', remark: { tell: 'no-position', position } };
    ids.push(id);
  }
  return { state: 'named', ids: [...new Set(ids)], fit: 'exact' };
}

function resolveShown(turn: Turn): Resolved {
  const read = readTasks(turn);
  if (read.state !== 'done') return read;
  const tasks = read.result.filter(({ id }) => turn.shown.includes(id));
  return tasks.length === 0 ? noTasks('all') : { state: 'bulk', tasks };
}

function resolveStatus(status: TaskStatusFilter, turn: Turn): Resolved {
  const read = readTasks(turn);
  if (read.state !== 'done') return read;
  const tasks = read.result.filter((task) => status === 'all' || task.completed === (status === 'completed'));
  return tasks.length === 0 ? noTasks(status) : { state: 'bulk', tasks };
}

type Words = Extract<Target, { by: 'words' }>;

function resolveWords({ words, parts }: Words, turn: Turn, prefer: 'pending' | undefined): Resolved {
  const read = readTasks(turn);
  if (read.state !== 'done') return read;
  if (read.result.length === 0) return noTasks('all');
  const found = findTasks(words, read.result, turn.lexicon.target.smallWords);
  if (found === undefined) {
    return resolveParts(parts, read.result, turn) ?? { state: 'told', remark: { tell: 'no-match', words } };
  }
  const pending = found.tasks.filter(({ completed }) => !completed);
  const tasks = prefer && pending.length > 0 ? pending : found.tasks;
  const [first] = tasks;
  if (tasks.length === 1 && first) return { state: 'named', ids: [first.id], fit: found.fit };
  return { state: 'choice', tasks, words };
}

/** “the milk and the bread”: two tasks, where each part means exactly one. */
function resolveParts(
  parts: readonly string[],
  tasks: readonly KnownTask[],
  { lexicon }: Turn,
): Resolved | undefined {
  const found = parts.map((part) => findTasks(part, tasks, lexicon.target.smallWords));
  const ids = found.flatMap((match) => (match?.tasks.length === 1 ? match.tasks.map(({ id }) => id) : []));
  const isComplete = parts.length > 1 && ids.length === parts.length;
  return isComplete ? { state: 'named', ids: [...new Set(ids)], fit: 'words' } : undefined;
}

function choiceOfAll(turn: Turn): Resolved {
  const read = readTasks(turn);
  if (read.state !== 'done') return read;
  return read.result.length === 0 ? noTasks('all') : { state: 'choice', tasks: read.result };
}

function readTasks(
  turn: Turn,
): Extract<Resolved, { state: 'blocked' | 'told' }> | { state: 'done'; result: readonly KnownTask[] } {
  const read = turn.tasks();
  return read.state === 'queued' ? { state: 'blocked' } : read;
}

function noTasks(status: TaskStatusFilter): Resolved {
  return { state: 'told', remark: { tell: 'no-tasks', status } };
}
