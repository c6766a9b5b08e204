import type { Task } from '@todo/contracts';
import { FrontendError } from '../../errors.ts';
import { withTask, type Change } from './todos-state.ts';
import type { TaskClient } from './todos-store.ts';

/**
 * Makes a change on the server.
 *
 * @returns the list after it
 * @throws FrontendError when the server did not take it
 */
export async function carryOut(
  client: TaskClient,
  change: Change,
  tasks: readonly Task[],
): Promise<readonly Task[]> {
  switch (change.kind) {
    case 'add':
      return withTask(tasks, await client.createTask({ title: change.title }));
    case 'rename':
      return withTask(tasks, await client.updateTask(change.id, { title: change.title }));
    case 'tick':
      return withTask(tasks, await tick(client, change, tasks));
    case 'remove':
      await client.deleteTask(change.id).catch(ignoreAbsent);
      return tasks.filter(({ id }) => id !== change.id);
    default:
      return change satisfies never;
  }
}

/** The route toggles: should the task have been the other way already, a second call sets it as it was meant. */
async function tick(
  client: TaskClient,
  { id, completed }: Extract<Change, { kind: 'tick' }>,
  tasks: readonly Task[],
): Promise<Task> {
  const known = tasks.find((task) => task.id === id);
  if (known?.completed === completed) return known;
  const task = await client.toggleTask(id);
  return task.completed === completed ? task : client.toggleTask(id);
}

/** What should be deleted and is not there any more is as wanted. */
function ignoreAbsent(error: unknown): void {
  if (!isAbsent(error)) throw error;
}

function isAbsent(error: unknown): boolean {
  if (!(error instanceof FrontendError)) return false;
  return (error.context as { code?: unknown } | undefined)?.code === 'TASK_NOT_FOUND';
}
