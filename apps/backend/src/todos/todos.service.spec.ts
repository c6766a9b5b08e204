import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Task } from '@todo/contracts';
import type { TaskRepository } from './todos.repository.ts';
import { createTaskService, type TaskService } from './todos.service.ts';

/** Keeps tasks in memory, by the rules of the interface. */
function createMemoryRepository(): TaskRepository {
  const rows = new Map<number, Task>();
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
    insert: (userId, task) => {
      const now = '2026-11-24T09:00:00.000Z';
      const row = {
        id: rows.size + 1,
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
    toggle: (userId, id) => {
      const row = find(userId, id);
      return replace(row, { completed: !row?.completed });
    },
    remove: (userId, id) => {
      const row = find(userId, id);
      if (row) rows.delete(id);
      return Promise.resolve(row);
    },
  };
}

let tasks: TaskService;
let milk: Task;
beforeEach(async () => {
  tasks = createTaskService(createMemoryRepository());
  milk = await tasks.add('u1', { title: 'Buy milk', description: 'oat' });
});

describe('TaskService', () => {
  it('lists all tasks of the user unless told otherwise', async () => {
    await tasks.add('u2', { title: 'Theirs' });
    await tasks.complete('u1', milk.id);
    expect(await tasks.list('u1')).toMatchObject([{ title: 'Buy milk' }]);
    expect(await tasks.list('u1', { status: 'pending' })).toEqual([]);
  });

  it.each([[undefined], [null], ['']])('stores the description %j as none', async (description) => {
    expect(await tasks.add('u1', { title: 'Call mom', description })).toMatchObject({ description: null });
  });

  it('keeps the fields that an update leaves out', async () => {
    expect(await tasks.update('u1', milk.id, { title: 'Buy bread' })).toMatchObject({
      title: 'Buy bread',
      description: 'oat',
    });
    expect(await tasks.update('u1', milk.id, { description: '' })).toMatchObject({
      title: 'Buy bread',
      description: null,
    });
  });

  it('toggles both ways, and completes one way only', async () => {
    expect(await tasks.toggle('u1', milk.id)).toMatchObject({ completed: true });
    expect(await tasks.toggle('u1', milk.id)).toMatchObject({ completed: false });
    await tasks.complete('u1', milk.id);
    expect(await tasks.complete('u1', milk.id)).toMatchObject({ completed: true });
  });

  it('gives back what it deleted', async () => {
    expect(await tasks.delete('u1', milk.id)).toEqual(milk);
    await expect(tasks.get('u1', milk.id)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
  });

  it.each<[string, (user: string, id: number) => Promise<unknown>]>([
    ['get', (user, id) => tasks.get(user, id)],
    ['update', (user, id) => tasks.update(user, id, { title: 'Mine now' })],
    ['toggle', (user, id) => tasks.toggle(user, id)],
    ['complete', (user, id) => tasks.complete(user, id)],
    ['delete', (user, id) => tasks.delete(user, id)],
  ])('does not tell another user’s task from one that is not there: %s', async (_name, act) => {
    const refusal = { code: 'TASK_NOT_FOUND', status: 404 };
    await expect(act('u2', milk.id)).rejects.toMatchObject(refusal);
    await expect(act('u2', 999)).rejects.toMatchObject(refusal);
    expect(await tasks.get('u1', milk.id)).toEqual(milk);
  });
});
