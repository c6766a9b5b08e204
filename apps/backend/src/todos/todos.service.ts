import type { CreateTask, ListTasksQuery, Task, UpdateTask } from '@todo/contracts';
import { ApiError } from '../errors.ts';
import type { TaskRepository } from './todos.repository.ts';

/**
 * A user's tasks. Every method sees the tasks of `userId` only; what that user does not have, whether absent or another
 * user's, throws ApiError TASK_NOT_FOUND. When the database is down each throws ApiError DATABASE_UNAVAILABLE.
 */
export interface TaskService {
  /** All tasks by creation, oldest first, unless the query says otherwise. */
  list(userId: string, query?: Partial<ListTasksQuery>): Promise<Task[]>;
  add(userId: string, task: CreateTask): Promise<Task>;
  get(userId: string, id: number): Promise<Task>;
  /** Changes the fields that are given; null or "" empties the description. */
  update(userId: string, id: number, changes: UpdateTask): Promise<Task>;
  /** Completes a pending task and reopens a completed one. */
  toggle(userId: string, id: number): Promise<Task>;
  /** Completes the task; one that is completed stays so. */
  complete(userId: string, id: number): Promise<Task>;
  /** @returns the task as it was */
  delete(userId: string, id: number): Promise<Task>;
}

export function createTaskService(repository: TaskRepository): TaskService {
  return {
    list: (userId, query) => repository.list(userId, { status: 'all', sort: 'created', ...query }),
    add: (userId, { title, description }) =>
      repository.insert(userId, { title, description: description || null }),
    get: async (userId, id) => found(await repository.find(userId, id), id),
    update: async (userId, id, changes) => found(await repository.change(userId, id, normalise(changes)), id),
    toggle: async (userId, id) => found(await repository.toggle(userId, id), id),
    complete: async (userId, id) => found(await repository.change(userId, id, { completed: true }), id),
    delete: async (userId, id) => found(await repository.remove(userId, id), id),
  };
}

function found(task: Task | undefined, id: number): Task {
  if (!task) throw new ApiError('TASK_NOT_FOUND', { id });
  return task;
}

function normalise({ title, description }: UpdateTask) {
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description: description || null }),
  };
}
