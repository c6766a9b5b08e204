import type { Task } from '@todo/contracts';
import type { TaskRepository } from '../../src/todos/todos.repository.ts';

/** Keeps tasks in memory, by the rules of the interface. */
export function createMemoryTaskRepository(): TaskRepository {
  const rows = new Map<number, Task>();
  let lastId = 0;
  const find = (userId: string, id: number) => {
    const row = rows.get(id);
    return row?.user_id === userId ? row : undefined;
  };
  const replace = (row: Task | undefined, change: Partial<Task>) => {
    if (row) rows.set(row.id, { ...row, ...change });
    return Promise.resolve(row && rows.get(row.id));
  };
  return {
    list: (userId, { status }) =>
      Promise.resolve(
        [...rows.values()].filter(
          (row) => row.user_id === userId && (status === 'all' || row.completed === (status === 'completed')),
        ),
      ),
    insert(userId, task) {
      const now = '2026-11-24T09:00:00.000Z';
      const row = {
        id: ++lastId,
        user_id: userId,
        completed: false,
        created_at: now,
        updated_at: now,
        ...task,
      };
      rows.set(row.id, row);
      return Promise.resolve(row);
    },
    find: (userId, id) => Promise.resolve(find(userId, id)),
    change: (userId, id, change) => replace(find(userId, id), change),
    toggle(userId, id) {
      const row = find(userId, id);
      return replace(row, { completed: !row?.completed });
    },
    remove(userId, id) {
      const row = find(userId, id);
      if (row) rows.delete(id);
      return Promise.resolve(row);
    },
  };
}
