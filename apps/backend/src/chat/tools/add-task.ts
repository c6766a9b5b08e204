import { defineTool } from './define-tool.ts';

export const addTask = defineTool({
  name: 'add_task',
  description: 'Adds a task. Dates and times that are named belong into the title.',
  async execute({ title, description }, { tasks, userId }) {
    const task = await tasks.add(userId, { title, description });
    return { task_id: task.id, status: 'created', title: task.title };
  },
});
