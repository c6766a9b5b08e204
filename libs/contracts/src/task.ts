import { z } from 'zod';
import { Identifier } from './identifier.ts';
import { text } from './text.ts';

export const taskTitleMax = 200;
export const taskDescriptionMax = 1000;

export const TaskTitle = text(1, taskTitleMax);
export const TaskDescription = text(0, taskDescriptionMax);

/** One task as every route and tool gives it; times are ISO 8601 in UTC. */
export const Task = z.object({
  id: Identifier,
  user_id: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  completed: z.boolean(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type Task = z.infer<typeof Task>;

export const TaskList = z.array(Task);

/** Body of `POST /api/{user_id}/tasks`. An absent or empty description is stored as null. */
export const CreateTask = z.strictObject({ title: TaskTitle, description: TaskDescription.nullish() });
export type CreateTask = z.infer<typeof CreateTask>;

/** Body of `PUT /api/{user_id}/tasks/{id}`: a field that is absent keeps its value; null or "" empties the description. */
export const UpdateTask = z
  .strictObject({ title: TaskTitle.optional(), description: TaskDescription.nullish() })
  .refine(({ title, description }) => title !== undefined || description !== undefined, {
    error: 'must have a title, a description, or both',
  });
export type UpdateTask = z.infer<typeof UpdateTask>;

export const TaskStatusFilter = z.enum(['all', 'pending', 'completed']);
export type TaskStatusFilter = z.infer<typeof TaskStatusFilter>;

export const TaskSort = z.enum(['created', 'title', 'due_date']);
export type TaskSort = z.infer<typeof TaskSort>;

/** Query of `GET /api/{user_id}/tasks`. Tasks without a due date come last under `due_date`, oldest first. */
export const ListTasksQuery = z.strictObject({
  status: TaskStatusFilter.default('all'),
  sort: TaskSort.default('created'),
});
export type ListTasksQuery = z.infer<typeof ListTasksQuery>;
