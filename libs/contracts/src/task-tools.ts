// The five tools as two tables: `taskTools` for our own assistant, whose model neither sees nor chooses the user, and
// `publicTaskTools` for outside callers, whose signature carries a `user_id` that must be the caller's own.
import { z } from 'zod';
import { Identifier } from './identifier.ts';
import { TaskDescription, TaskStatusFilter, TaskTitle } from './task.ts';

/** What a changing tool answers. */
function changed<const Status extends string>(status: Status) {
  return z.object({ task_id: Identifier, status: z.literal(status), title: z.string() });
}

/** One line of `list_tasks`; the description is there only when the task has one. */
const ListedTask = z.object({
  id: Identifier,
  title: z.string(),
  description: z.string().optional(),
  completed: z.boolean(),
});

// Models with strict schemas send every field, and null for what they leave out: hence nullish.
export const taskTools = {
  add_task: {
    parameters: z.strictObject({ title: TaskTitle, description: TaskDescription.nullish() }),
    result: changed('created'),
  },
  list_tasks: {
    parameters: z.strictObject({ status: TaskStatusFilter.nullish() }),
    result: z.array(ListedTask),
  },
  complete_task: {
    parameters: z.strictObject({ task_id: Identifier }),
    result: changed('completed'),
  },
  delete_task: {
    parameters: z.strictObject({ task_id: Identifier }),
    result: changed('deleted'),
  },
  update_task: {
    parameters: z.strictObject({
      task_id: Identifier,
      title: TaskTitle.nullish(),
      description: TaskDescription.nullish(),
    }),
    result: changed('updated'),
  },
} as const;

const withUser = { user_id: z.string().min(1) };

export const publicTaskTools = {
  add_task: { ...taskTools.add_task, parameters: taskTools.add_task.parameters.extend(withUser) },
  list_tasks: { ...taskTools.list_tasks, parameters: taskTools.list_tasks.parameters.extend(withUser) },
  complete_task: {
    ...taskTools.complete_task,
    parameters: taskTools.complete_task.parameters.extend(withUser),
  },
  delete_task: { ...taskTools.delete_task, parameters: taskTools.delete_task.parameters.extend(withUser) },
  update_task: { ...taskTools.update_task, parameters: taskTools.update_task.parameters.extend(withUser) },
} as const;

export type TaskToolName = keyof typeof taskTools;
export type TaskToolArguments<Name extends TaskToolName> = z.infer<(typeof taskTools)[Name]['parameters']>;
export type TaskToolResult<Name extends TaskToolName> = z.infer<(typeof taskTools)[Name]['result']>;
