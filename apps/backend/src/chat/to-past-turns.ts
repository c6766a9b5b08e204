import type { Message, ToolCall } from '@todo/contracts';
import type { PastTurn, ToolOutcome } from '@todo/interpreter';

/** Pairs each message of the user with what the tools of its answer gave; one that was never answered has none. */
export function toPastTurns(messages: readonly Message[]): PastTurn[] {
  const turns: PastTurn[] = [];
  for (const { role, content, tool_calls } of messages) {
    const last = turns.at(-1);
    if (role === 'user') turns.push({ text: content, results: [] });
    else if (last) turns[turns.length - 1] = { text: last.text, results: toOutcomes(tool_calls) };
  }
  return turns;
}

/** What the tools answered, in the interpreter's terms. */
export function toOutcomes(calls: readonly ToolCall[]): ToolOutcome[] {
  return calls.map((call) => ({
    tool: call.name,
    arguments: call.arguments,
    output: call.result,
    isError: call.is_error,
  }));
}
