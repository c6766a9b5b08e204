import { type Message, taskTools } from '@todo/contracts';
import { ApiError } from '../errors.ts';
import { toErrorText } from './tools/to-error-text.ts';

/** @returns ids of the tasks whose deletion this answer of the assistant has left to its owner's yes */
export function refusedDeletes(answer: Message | undefined): number[] {
  return (answer?.tool_calls ?? []).flatMap((call) => {
    const { data } = taskTools.delete_task.parameters.safeParse(call.arguments);
    const isRefused =
      call.name === 'delete_task' && call.is_error && data && call.result === refusal(data.task_id);
    return isRefused ? [data.task_id] : [];
  });
}

function refusal(id: number): string {
  return toErrorText(new ApiError('CONFIRMATION_REQUIRED', { id }));
}
