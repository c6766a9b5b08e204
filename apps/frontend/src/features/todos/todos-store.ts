// Changes show at once and go to the server one after the other, reloads among them, so that no answer overtakes
// another. The server stays the truth: whatever it answers replaces what was shown.
import type { PersonClient } from '../../api-client.ts';
import { FrontendError, isConnectionError } from '../../errors.ts';
import { createStore, type Store } from '../../store.ts';
import { todoStrings } from '../../strings/todos.ts';
import { carryOut } from './carry-out.ts';
import {
  changedIds,
  initialTodos,
  withoutChange,
  type Change,
  type Failure,
  type TodosState,
} from './todos-state.ts';

/** How long a deletion can be undone, in milliseconds. */
export const undoMs = 5000;
/** How long what the chat has changed stays marked, in milliseconds. */
export const highlightMs = 6000;

export type TaskClient = Omit<PersonClient, 'chat' | 'latestConversation' | 'listMessages'>;
type Unnumbered<Kind> = Kind extends Change ? Omit<Kind, 'key'> : never;
type Timer = ReturnType<typeof setTimeout>;

export class TodosStore {
  readonly state: Store<TodosState> = createStore(initialTodos);
  readonly #client: TaskClient;
  readonly #removals = new Map<number, Timer>();
  #highlightTimer: Timer | undefined;
  #lastKey = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(client: TaskClient) {
    this.#client = client;
  }

  /** Reads the list again. `highlight` marks for a moment what has changed in it. */
  refresh({ highlight }: { highlight: boolean } = { highlight: false }): Promise<void> {
    return this.#enqueue(() => this.#reload(highlight));
  }

  add(title: string): void {
    this.#send(this.#begin({ kind: 'add', title }));
  }

  tick(id: number, completed: boolean): void {
    this.#send(this.#begin({ kind: 'tick', id, completed }));
  }

  rename(id: number, title: string): void {
    this.#send(this.#begin({ kind: 'rename', id, title }));
  }

  /** Takes the task from the list now and deletes it after a few seconds, in which it can be undone. */
  remove(id: number): void {
    const { key } = this.#begin({ kind: 'remove', id });
    this.state.set((state) => ({ ...state, undoable: [...state.undoable, key] }));
    this.#removals.set(
      key,
      setTimeout(() => this.#sendRemoval(key), undoMs),
    );
  }

  undo(key: number): void {
    clearTimeout(this.#removals.get(key));
    if (this.#removals.delete(key)) this.state.set((state) => withoutChange(state, key));
  }

  /** Sends what still waits to be undone, and waits until the server has everything. */
  settle(): Promise<void> {
    for (const key of [...this.#removals.keys()]) this.#sendRemoval(key);
    return this.#queue;
  }

  retry(failureKey: number): void {
    const failure = this.state.get().failures.find(({ key }) => key === failureKey);
    this.dismiss(failureKey);
    if (failure?.change) this.#send(this.#begin(failure.change));
    else if (failure) void this.refresh();
  }

  dismiss(failureKey: number): void {
    this.state.set((state) => ({
      ...state,
      failures: state.failures.filter(({ key }) => key !== failureKey),
    }));
  }

  #enqueue(action: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.catch(() => undefined).then(action);
    return this.#queue;
  }

  #begin(change: Unnumbered<Change>): Change {
    const begun: Change = { ...change, key: ++this.#lastKey };
    this.state.set((state) => ({ ...state, changes: [...state.changes, begun] }));
    return begun;
  }

  #send(change: Change): void {
    void this.#enqueue(async () => {
      try {
        const tasks = await carryOut(this.#client, change, this.state.get().tasks);
        this.state.set((state) => withoutChange({ ...state, tasks }, change.key));
      } catch (error) {
        await this.#rollBack(change, error);
      }
    });
  }

  async #rollBack(change: Change, error: unknown): Promise<void> {
    this.#report(error, change);
    const isStale = error instanceof FrontendError && error.code === 'REQUEST_REFUSED';
    if (isStale) await this.#reload(false);
    this.state.set((state) => withoutChange(state, change.key));
  }

  #sendRemoval(key: number): void {
    clearTimeout(this.#removals.get(key));
    this.#removals.delete(key);
    this.state.set((state) => ({ ...state, undoable: state.undoable.filter((other) => other !== key) }));
    const change = this.state.get().changes.find((other) => other.key === key);
    if (change) this.#send(change);
  }

  async #reload(isHighlighting: boolean): Promise<void> {
    try {
      const tasks = await this.#client.listTasks();
      const changed = changedIds(this.state.get().tasks, tasks);
      this.state.set((state) => ({ ...state, isLoaded: true, tasks, failures: ofChanges(state.failures) }));
      if (isHighlighting && changed.length > 0) this.#highlight(changed);
    } catch (error) {
      this.#report(error, undefined);
    }
  }

  #highlight(ids: readonly number[]): void {
    clearTimeout(this.#highlightTimer);
    this.state.set((state) => ({ ...state, highlighted: ids }));
    this.#highlightTimer = setTimeout(() => {
      this.state.set((state) => ({ ...state, highlighted: [] }));
    }, highlightMs);
  }

  /** A failed reload is told once, and not at all when it is made up for as soon as the service is back. */
  #report(error: unknown, change: Change | undefined): void {
    if (!(error instanceof FrontendError)) throw error;
    if (!change && isConnectionError(error)) return;
    const failure = { key: ++this.#lastKey, title: failureTitle(this.state.get(), change), change, error };
    this.state.set((state) => {
      const others = change ? state.failures : ofChanges(state.failures);
      return { ...state, failures: [...others, failure] };
    });
  }
}

/** Without failed reloads, which the next reload makes up for. */
function ofChanges(failures: readonly Failure[]): readonly Failure[] {
  return failures.filter(({ change }) => change !== undefined);
}

function failureTitle({ tasks }: TodosState, change: Change | undefined): string {
  const { failed } = todoStrings;
  if (!change) return failed.refresh;
  if (change.kind === 'add') return failed.add(change.title);
  return failed[change.kind](tasks.find(({ id }) => id === change.id)?.title ?? '');
}
