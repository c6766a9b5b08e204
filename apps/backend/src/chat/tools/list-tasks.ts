import { defineTool } from './define-tool.ts';

export const listTasks = defineTool({
  name: 'list_tasks',
  description: 'Lists tasks with their ids: all of them, the pending or the completed ones.',
  async execute({ status }, { tasks, userId }) {
    const listed = await tasks.list(userId, { status: status ?? 'all' });
    return listed.map(({ id, title, description, completed }) => ({
      id,
      title,
      ...(description === null ? {} : { description }),
      completed,
    }));
  },
});
