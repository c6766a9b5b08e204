import type { Task } from '@todo/contracts';
import { FrontendError } from '../src/errors.ts';
import type { TaskClient } from '../src/features/todos/todos-store.ts';
import { task } from './builders.ts';

/** A server's list in memory. `failures` holds what the next calls fail with, in order. */
export class FakeTaskClient implements TaskClient {
  tasks: readonly Task[];
  readonly calls: string[] = [];
  readonly failures: FrontendError[] = [];

  constructor(...tasks: readonly Task[]) {
    this.tasks = tasks;
  }

  async listTasks(): Promise<readonly Task[]> {
    await this.#arrive('list');
    return this.tasks;
  }

  async createTask({ title }: { title: string }): Promise<Task> {
    await this.#arrive(`create ${title}`);
    const created = task(Math.max(0, ...this.tasks.map(({ id }) => id)) + 1, { title });
    this.tasks = [...this.tasks, created];
    return created;
  }

  async updateTask(id: number, change: { title?: string | undefined }): Promise<Task> {
    await this.#arrive(`update ${id} ${change.title}`);
    return this.#change(id, (old) => ({ ...old, title: change.title ?? old.title }));
  }

  async toggleTask(id: number): Promise<Task> {
    await this.#arrive(`toggle ${id}`);
    return this.#change(id, (old) => ({ ...old, completed: !old.completed }));
  }

  async deleteTask(id: number): Promise<void> {
    await this.#arrive(`delete ${id}`);
    this.#find(id);
    this.tasks = this.tasks.filter((other) => other.id !== id);
  }

  async #arrive(call: string): Promise<void> {
    this.calls.push(call);
    await Promise.resolve();
    const failure = this.failures.shift();
    if (failure) throw failure;
  }

  #change(id: number, change: (task: Task) => Task): Task {
    const changed = change(this.#find(id));
    this.tasks = this.tasks.map((other) => (other.id === id ? changed : other));
    return changed;
  }

  #find(id: number): Task {
    const found = this.tasks.find((other) => other.id === id);
    if (found) return found;
    const message = `Task ${id}: you have none with this id`;
    throw new FrontendError('REQUEST_REFUSED', { code: 'TASK_NOT_FOUND', message, hint: 'list your tasks' });
  }
}
