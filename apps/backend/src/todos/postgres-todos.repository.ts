import type { ListTasksQuery, Task } from '@todo/contracts';
import { and, asc, eq, not, sql, type SQL } from 'drizzle-orm';
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core';
import type { Database } from '../database/database.ts';
import { tasks } from '../database/todo-tables.ts';
import type { TaskRepository } from './todos.repository.ts';

/** Keeps tasks in PostgreSQL. Every statement names the user: there is none that could reach another's row. */
export function createPostgresTaskRepository({ orm, read, write }: Database): TaskRepository {
  return {
    list: (userId, { status, sort }) =>
      read(async () => {
        const owned = eq(tasks.userId, userId);
        const rows = await orm
          .select()
          .from(tasks)
          .where(and(owned, byStatus(status)))
          .orderBy(...bySort(sort));
        return rows.map(toTask);
      }),
    insert: (userId, task) =>
      write(async () =>
        first(
          await orm
            .insert(tasks)
            .values({ userId, ...task })
            .returning(),
        ),
      ),
    find: (userId, id) => read(async () => one(await orm.select().from(tasks).where(owns(userId, id)))),
    change: (userId, id, change) => update(userId, id, change),
    toggle: (userId, id) => update(userId, id, { completed: not(tasks.completed) }),
    remove: (userId, id) =>
      write(async () => one(await orm.delete(tasks).where(owns(userId, id)).returning())),
  };

  function update(userId: string, id: number, change: PgUpdateSetSource<typeof tasks>) {
    const set = { ...change, updatedAt: sql`now()` };
    return write(async () => one(await orm.update(tasks).set(set).where(owns(userId, id)).returning()));
  }
}

type Row = typeof tasks.$inferSelect;

function owns(userId: string, id: number): SQL | undefined {
  return and(eq(tasks.userId, userId), eq(tasks.id, id));
}

function byStatus(status: ListTasksQuery['status']): SQL | undefined {
  return status === 'all' ? undefined : eq(tasks.completed, status === 'completed');
}

// As no task has a due date, all are among those without one, which come oldest first.
function bySort(sort: ListTasksQuery['sort']): SQL[] {
  const byCreation = [asc(tasks.createdAt), asc(tasks.id)];
  return sort === 'title' ? [sql`${tasks.title} COLLATE "und-x-icu"`, ...byCreation] : byCreation;
}

function one(rows: readonly Row[]): Task | undefined {
  return rows[0] && toTask(rows[0]);
}

function first(rows: readonly Row[]): Task {
  const task = one(rows);
  if (!task) throw new TypeError('An insert of one row returned none');
  return task;
}

function toTask(row: Row): Task {
  return {
    id: row.id,
    user_id: row.userId,
    title: row.title,
    description: row.description,
    completed: row.completed,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
