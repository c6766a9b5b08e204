import { defineTool } from './define-tool.ts';

export const completeTask = defineTool({
  name: 'complete_task',
  description: 'Marks a task as complete, by its id.',
  async execute({ task_id }, { tasks, userId }) {
    const task = await tasks.complete(userId, task_id);
    return { task_id: task.id, status: 'completed', title: task.title };
  },
});
