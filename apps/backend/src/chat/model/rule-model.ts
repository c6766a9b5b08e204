// The model that needs no key and no network: the interpreter behind the interface of a language model, so that the
// runner, the tools and all limits are the same for both.
import { randomUUID } from 'node:crypto';
import {
  Usage,
  type AssistantMessageItem,
  type FunctionCallItem,
  type Model,
  type ModelResponse,
  type StreamEvent,
} from '@openai/agents-core';
import { interpret, reply, type PlannedCall } from '@todo/interpreter';
import { toOutcomes } from '../to-past-turns.ts';
import type { Turn } from '../turn.ts';

export class RuleModel implements Model {
  readonly #turn: Turn;
  readonly #locale: string;

  constructor(turn: Turn, locale: string) {
    this.#turn = turn;
    this.#locale = locale;
  }

  /** Plans the turn anew with what its tools have answered by now. The request adds nothing that the turn does not have. */
  getResponse(): Promise<ModelResponse> {
    const { calls, text } = this.#next();
    const output = text === undefined ? calls : [toMessage(text)];
    return Promise.resolve({ usage: new Usage(), output });
  }

  async *getStreamedResponse(): AsyncIterable<StreamEvent> {
    const { calls, text } = await Promise.resolve(this.#next());
    const output = text === undefined ? calls : [toMessage(text)];
    yield { type: 'response_started' };
    if (text !== undefined) yield { type: 'output_text_delta', delta: text };
    const usage = { inputTokens: 0, outputTokens: 0, totalTokens: 0 };
    yield { type: 'response_done', response: { id: randomUUID(), usage, output } };
  }

  /** Tools to call, or the words that end the turn. */
  #next(): { readonly calls: FunctionCallItem[]; readonly text?: string } {
    const { message, dialog, calls } = this.#turn;
    const locale = this.#locale;
    const plan = interpret(message, { dialog, results: toOutcomes(calls), locale });
    if (plan.next === 'call') return { calls: plan.calls.map(toFunctionCall) };
    return { calls: [], text: reply(plan, locale) };
  }
}

function toFunctionCall({ tool, arguments: given }: PlannedCall): FunctionCallItem {
  const callId = randomUUID();
  return { type: 'function_call', callId, name: tool, arguments: JSON.stringify(given), status: 'completed' };
}

function toMessage(text: string): AssistantMessageItem {
  const content = [{ type: 'output_text' as const, text }];
  return { type: 'message', role: 'assistant', status: 'completed', id: randomUUID(), content };
}
