// What the interpreter decides: tools to call next, or an answer. An answer is data, which a locale puts into words.
import { TaskStatusFilter, taskTools } from '@todo/contracts';
import { z } from 'zod';

const Id = z.int().positive();

/** A task as `list_tasks` gives it. */
export const KnownTask = z.object({
  id: Id,
  title: z.string(),
  description: z.string().optional(),
  completed: z.boolean(),
});
export type KnownTask = z.infer<typeof KnownTask>;

const NamedTask = z.object({ id: Id, title: z.string() });
export type NamedTask = z.infer<typeof NamedTask>;

export const PlannedCall = z.discriminatedUnion('tool', [
  z.object({ tool: z.literal('add_task'), arguments: taskTools.add_task.parameters }),
  z.object({ tool: z.literal('list_tasks'), arguments: taskTools.list_tasks.parameters }),
  z.object({ tool: z.literal('complete_task'), arguments: taskTools.complete_task.parameters }),
  z.object({ tool: z.literal('delete_task'), arguments: taskTools.delete_task.parameters }),
  z.object({ tool: z.literal('update_task'), arguments: taskTools.update_task.parameters }),
]);
export type PlannedCall = z.infer<typeof PlannedCall>;

/** What is to be done with a task that is not known yet. */
const Action = z.discriminatedUnion('do', [
  z.object({ do: z.literal('complete') }),
  z.object({ do: z.literal('delete') }),
  z.object({ do: z.literal('rename'), title: z.string().optional() }),
  z.object({ do: z.literal('describe'), description: z.string().optional() }),
]);
export type Action = z.infer<typeof Action>;

/** What the user has to say before the rest can be done. */
export const Question = z.discriminatedUnion('ask', [
  z.object({
    ask: z.literal('which-task'),
    action: Action,
    tasks: z.array(KnownTask),
    words: z.string().optional(),
  }),
  z.object({
    ask: z.literal('confirmation'),
    action: z.enum(['add', 'complete', 'delete']),
    calls: z.array(PlannedCall),
    tasks: z.array(NamedTask),
  }),
  z.object({ ask: z.literal('title') }),
  z.object({ ask: z.literal('new-text'), action: Action, id: Id }),
]);
export type Question = z.infer<typeof Question>;

/** One thing to tell. */
export const Remark = z.discriminatedUnion('tell', [
  z.object({ tell: z.enum(['added', 'completed', 'deleted', 'renamed', 'described']), task: NamedTask }),
  z.object({
    tell: z.literal('listed'),
    status: TaskStatusFilter,
    about: z.string().optional(),
    tasks: z.array(KnownTask),
  }),
  z.object({ tell: z.literal('completed-before'), task: NamedTask }),
  /** A tool refused; the reason is its own text. */
  z.object({ tell: z.literal('failed'), reason: z.string() }),
  z.object({ tell: z.literal('no-match'), words: z.string() }),
  z.object({ tell: z.literal('no-position'), position: z.int() }),
  z.object({ tell: z.literal('no-tasks'), status: TaskStatusFilter }),
  /** Commands after a question, which were not looked at. */
  z.object({ tell: z.literal('left-out'), count: z.int() }),
  z.object({ tell: z.literal('not-understood'), words: z.string() }),
  z.object({ tell: z.enum(['title-too-long', 'description-too-long']), length: z.int(), lengthMax: z.int() }),
  z.object({ tell: z.literal('too-many'), count: z.int(), countMax: z.int() }),
  z.object({
    tell: z.enum([
      'help',
      'greeting',
      'welcome',
      'cancelled',
      'kept',
      'nothing-to-confirm',
      'message-too-long',
      'message-empty',
      'no-reopening',
      'no-undoing',
      'no-dates',
      'no-priorities',
      'one-at-a-time',
    ]),
  }),
]);
export type Remark = z.infer<typeof Remark>;

const Answer = z.object({
  next: z.literal('answer'),
  remarks: z.array(Remark),
  question: Question.optional(),
});
export type Answer = z.infer<typeof Answer>;

/** Either tools to call, after whose results the same message is interpreted again, or the answer. */
export const Plan = z.discriminatedUnion('next', [
  z.object({ next: z.literal('call'), calls: z.array(PlannedCall).min(1) }),
  Answer,
]);
export type Plan = z.infer<typeof Plan>;
