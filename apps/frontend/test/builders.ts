import type { Message, Task, ToolCall } from '@todo/contracts';

const at = '2026-11-24T09:00:00.000Z';

export function task(id: number, change: Partial<Task> = {}): Task {
  const blank = { user_id: 'u1', description: null, completed: false, created_at: at, updated_at: at };
  return { id, title: `Task ${id}`, ...blank, ...change };
}

export function message(id: number, change: Partial<Message> = {}): Message {
  const blank = {
    user_id: 'u1',
    conversation_id: 7,
    content: `Message ${id}`,
    tool_calls: [],
    created_at: at,
  };
  return { id, role: id % 2 === 1 ? 'user' : 'assistant', ...blank, ...change };
}

export function toolCall(name: string, result: unknown, change: Partial<ToolCall> = {}): ToolCall {
  return { name, arguments: {}, result, is_error: false, ...change };
}
