// The list as the server last gave it, and the changes on their way: what is shown is the one with the others applied.
// A change that fails is simply taken away again, which is its rollback.
import type { Task, TaskStatusFilter } from '@todo/contracts';
import type { FrontendError } from '../../errors.ts';

export type Change =
  | { readonly kind: 'add'; readonly key: number; readonly title: string }
  | { readonly kind: 'tick'; readonly key: number; readonly id: number; readonly completed: boolean }
  | { readonly kind: 'rename'; readonly key: number; readonly id: number; readonly title: string }
  | { readonly kind: 'remove'; readonly key: number; readonly id: number };

/** A change that did not go through, for a person to read and try again. */
export interface Failure {
  readonly key: number;
  readonly title: string;
  readonly change: Change | undefined;
  readonly error: FrontendError;
}

export interface TodosState {
  readonly isLoaded: boolean;
  /** As the server last gave them, oldest first. */
  readonly tasks: readonly Task[];
  /** On their way to the server, oldest first. */
  readonly changes: readonly Change[];
  /** Removals that can still be undone; they are among the changes. */
  readonly undoable: readonly number[];
  /** Ids of what a turn of the chat has just changed. */
  readonly highlighted: readonly number[];
  readonly failures: readonly Failure[];
}

/** A task as it is shown. One that is being added has no id from the server yet, but a negative one. */
export interface Todo {
  readonly id: number;
  readonly title: string;
  readonly description: string | null;
  readonly completed: boolean;
  readonly isSaving: boolean;
  readonly isHighlighted: boolean;
}

export const initialTodos: TodosState = {
  isLoaded: false,
  tasks: [],
  changes: [],
  undoable: [],
  highlighted: [],
  failures: [],
};

/** What is shown: newest first, with the changes that are on their way. */
export function visibleTodos({ tasks, changes, highlighted }: TodosState): readonly Todo[] {
  const todos = tasks.map((task) => ({ ...toTodo(task), isHighlighted: highlighted.includes(task.id) }));
  return changes.reduce<readonly Todo[]>(apply, todos).toReversed();
}

export function filterTodos(todos: readonly Todo[], filter: TaskStatusFilter): readonly Todo[] {
  return filter === 'all' ? todos : todos.filter(({ completed }) => completed === (filter === 'completed'));
}

export function countTodos(todos: readonly Todo[]): Readonly<Record<TaskStatusFilter, number>> {
  const completed = filterTodos(todos, 'completed').length;
  return { all: todos.length, completed, pending: todos.length - completed };
}

/** Ids of the tasks that are new or differ in what a person sees. */
export function changedIds(before: readonly Task[], after: readonly Task[]): readonly number[] {
  const known = new Map(before.map((task) => [task.id, task]));
  return after.filter((task) => !isSame(known.get(task.id), task)).map(({ id }) => id);
}

/** The list with a task of the server's in its place, or at the end when it is new. */
export function withTask(tasks: readonly Task[], task: Task): readonly Task[] {
  return tasks.some(({ id }) => id === task.id)
    ? tasks.map((old) => (old.id === task.id ? task : old))
    : [...tasks, task];
}

/** The state without a change, whether it went through or not. */
export function withoutChange(state: TodosState, key: number): TodosState {
  return {
    ...state,
    changes: state.changes.filter((change) => change.key !== key),
    undoable: state.undoable.filter((undoable) => undoable !== key),
  };
}

function toTodo({ id, title, description, completed }: Task): Todo {
  return { id, title, description, completed, isSaving: false, isHighlighted: false };
}

function apply(todos: readonly Todo[], change: Change): readonly Todo[] {
  const edit = (id: number, edited: Partial<Todo>) =>
    todos.map((todo) => (todo.id === id ? { ...todo, ...edited, isSaving: true } : todo));
  switch (change.kind) {
    case 'add':
      return [...todos, newTodo(change.key, change.title)];
    case 'tick':
      return edit(change.id, { completed: change.completed });
    case 'rename':
      return edit(change.id, { title: change.title });
    case 'remove':
      return todos.filter(({ id }) => id !== change.id);
    default:
      return change satisfies never;
  }
}

function newTodo(key: number, title: string): Todo {
  return { id: -key, title, description: null, completed: false, isSaving: true, isHighlighted: false };
}

function isSame(before: Task | undefined, after: Task): boolean {
  return (
    before !== undefined &&
    before.title === after.title &&
    before.description === after.description &&
    before.completed === after.completed
  );
}
