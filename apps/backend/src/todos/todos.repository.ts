import type { ListTasksQuery, Task } from '@todo/contracts';

export interface NewTask {
  readonly title: string;
  readonly description: string | null;
}

/** What changes of a stored task; a field that is absent keeps its value. */
export type TaskChange = Partial<NewTask> & { readonly completed?: boolean };

/** Keeps tasks. Where a method is about one task, it gives undefined unless `userId` has it. */
export interface TaskRepository {
  list(userId: string, query: ListTasksQuery): Promise<Task[]>;
  insert(userId: string, task: NewTask): Promise<Task>;
  find(userId: string, id: number): Promise<Task | undefined>;
  change(userId: string, id: number, change: TaskChange): Promise<Task | undefined>;
  /** Turns `completed` over, in one step. */
  toggle(userId: string, id: number): Promise<Task | undefined>;
  /** @returns the task as it was */
  remove(userId: string, id: number): Promise<Task | undefined>;
}
