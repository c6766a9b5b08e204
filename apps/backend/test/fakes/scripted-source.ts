import { Usage, type AgentOutputItem, type Model, type ModelRequest } from '@openai/agents-core';
import type { ModelSource } from '../../src/chat/model/model-source.ts';
import { toInputItems } from '../../src/chat/model/to-input-items.ts';

/** What a model answers in one round: words, tools to call, or its own way. */
export type ScriptedRound =
  | string
  | readonly (readonly [tool: string, given: unknown])[]
  | ((request: ModelRequest) => Promise<AgentOutputItem[]>);

export interface ScriptedSource extends ModelSource {
  /** What the model was asked, round by round. */
  readonly requests: ModelRequest[];
}

/** A language model that says what it is told to; past the end of its script it repeats the last round. */
export function createScriptedSource(
  script: readonly ScriptedRound[],
  { turnTimeoutMs = 5_000 }: { readonly turnTimeoutMs?: number } = {},
): ScriptedSource {
  const requests: ModelRequest[] = [];
  const model: Model = {
    async getResponse(request) {
      const round = script[Math.min(requests.length, script.length - 1)] ?? '';
      requests.push(request);
      const output = typeof round === 'function' ? await round(request) : toOutput(round, requests.length);
      return { usage: new Usage(), output };
    },
    getStreamedResponse() {
      throw new TypeError('This model does not stream');
    },
  };
  return {
    turnTimeoutMs,
    requests,
    prepare: ({ history }) => Promise.resolve({ model, history: toInputItems(history) }),
  };
}

function toOutput(round: Exclude<ScriptedRound, () => unknown>, number: number): AgentOutputItem[] {
  if (typeof round === 'string') {
    const content = [{ type: 'output_text' as const, text: round }];
    return [{ type: 'message', role: 'assistant', status: 'completed', content }];
  }
  if (typeof round === 'function') return [];
  return round.map(([name, given], index) => ({
    type: 'function_call',
    callId: `scripted_${number}_${index}`,
    name,
    arguments: typeof given === 'string' ? given : JSON.stringify(given),
    status: 'completed',
  }));
}
