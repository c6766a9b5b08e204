import { ApiError } from '../../errors.ts';
import { defineTool } from './define-tool.ts';

export const updateTask = defineTool({
  name: 'update_task',
  description:
    'Changes the title of a task, its description, or both, by its id. An empty description removes it.',
  async execute({ task_id, title, description }, { tasks, userId }) {
    const changes = {
      ...(typeof title === 'string' ? { title } : {}),
      ...(typeof description === 'string' ? { description } : {}),
    };
    if (Object.keys(changes).length === 0) {
      const reason = 'a title, a description, or both are needed';
      throw new ApiError('TOOL_ARGUMENTS_INVALID', { tool: 'update_task', reason });
    }
    const task = await tasks.update(userId, task_id, changes);
    return { task_id: task.id, status: 'updated', title: task.title };
  },
});
