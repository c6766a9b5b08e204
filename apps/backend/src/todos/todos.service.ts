import type { CreateTask, ListTasksQuery, Task, UpdateTask } from '@todo/contracts';

/**
 * A user's tasks. Every method sees the tasks of `userId` only; what that user does not have, whether absent or another
 * user's, throws ApiError TASK_NOT_FOUND. When the database is down each throws ApiError DATABASE_UNAVAILABLE.
 */
export interface TaskService {
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
