import type { AgentInputItem } from '@openai/agents-core';
import type { Message } from '@todo/contracts';

/**
 * What a language model is told of a conversation: the messages, and between them the tools with what they answered, so
 * that it knows the ids that were spoken of.
 */
export function toInputItems(history: readonly Message[]): AgentInputItem[] {
  const start = history.findIndex(({ role }) => role === 'user');
  return start < 0 ? [] : history.slice(start).flatMap(toItems);
}

function toItems(message: Message): AgentInputItem[] {
  if (message.role === 'user') return [toUserItem(message.content)];
  const calls = message.tool_calls.flatMap((call, index): AgentInputItem[] => {
    const callId = `call_${message.id}_${index}`;
    const output = { type: 'text' as const, text: toText(call.result) };
    return [
      {
        type: 'function_call',
        callId,
        name: call.name,
        arguments: JSON.stringify(call.arguments),
        status: 'completed',
      },
      { type: 'function_call_result', callId, name: call.name, output, status: 'completed' },
    ];
  });
  const content = [{ type: 'output_text' as const, text: message.content }];
  return [...calls, { type: 'message', role: 'assistant', status: 'completed', content }];
}

export function toUserItem(content: string): AgentInputItem {
  return { type: 'message', role: 'user', content };
}

function toText(result: unknown): string {
  return typeof result === 'string' ? result : JSON.stringify(result);
}
