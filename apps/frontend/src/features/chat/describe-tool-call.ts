import type { TaskToolName, ToolCall } from '@todo/contracts';
import { actionStrings } from '../../strings/chat.ts';
import { taskTools } from '../../wire-schemas.ts';

/** One action of the assistant, as its card shows it. */
export interface Action {
  readonly kind: 'created' | 'completed' | 'updated' | 'deleted' | 'listed' | 'failed' | 'other';
  readonly label: string;
  /** The task it was about, when it was one. */
  readonly task?: { readonly id: number; readonly title: string };
}

type ChangingTool = Exclude<TaskToolName, 'list_tasks'>;

/** What a tool call did, from its result; a tool that this page does not know is named as it is. */
export function describeToolCall(call: ToolCall): Action {
  if (call.is_error) return { kind: 'failed', label: actionStrings.failed(call.name) };
  if (call.name === 'list_tasks') return describeList(call);
  if (isChangingTool(call.name)) return describeChange(call.name, call);
  return other(call);
}

function describeList(call: ToolCall): Action {
  const { data: tasks } = taskTools.list_tasks.result.safeParse(call.result);
  return tasks ? { kind: 'listed', label: actionStrings.listed(tasks.length) } : other(call);
}

function describeChange(tool: ChangingTool, call: ToolCall): Action {
  const { data: changed } = taskTools[tool].result.safeParse(call.result);
  if (!changed) return other(call);
  return {
    kind: changed.status,
    label: actionStrings[changed.status],
    task: { id: changed.task_id, title: changed.title },
  };
}

function other({ name }: ToolCall): Action {
  return { kind: 'other', label: actionStrings.other(name) };
}

function isChangingTool(name: string): name is ChangingTool {
  return Object.hasOwn(taskTools, name) && name !== 'list_tasks';
}
