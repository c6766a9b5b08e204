import { ApiError } from '../../errors.ts';
import { defineTool } from './define-tool.ts';

export const deleteTask = defineTool({
  name: 'delete_task',
  description: 'Deletes a task for good, by its id. Deleting several needs the yes of their owner first.',
  async execute({ task_id }, { tasks, userId, mayDelete }) {
    if (!mayDelete(task_id)) throw new ApiError('CONFIRMATION_REQUIRED', { id: task_id });
    const task = await tasks.delete(userId, task_id);
    return { task_id: task.id, status: 'deleted', title: task.title };
  },
});
