import type { AgentOutputItem, Model, ModelRequest, ModelResponse, StreamEvent } from '@openai/agents-core';
import { taskTools } from '@todo/contracts';
import type { Turn } from '../turn.ts';

/** Tells the turn what a model wants deleted before the first tool runs, so that several are known to be several. */
export class WatchedModel implements Model {
  readonly #model: Model;
  readonly #turn: Turn;

  constructor(model: Model, turn: Turn) {
    this.#model = model;
    this.#turn = turn;
  }

  async getResponse(request: ModelRequest): Promise<ModelResponse> {
    const response = await this.#model.getResponse(request);
    this.#watch(response.output);
    return response;
  }

  async *getStreamedResponse(request: ModelRequest): AsyncIterable<StreamEvent> {
    for await (const event of this.#model.getStreamedResponse(request)) {
      if (event.type === 'response_done') this.#watch(event.response.output);
      yield event;
    }
  }

  #watch(output: readonly AgentOutputItem[]): void {
    this.#turn.noteDeletes(output.flatMap(deletedBy));
  }
}

function deletedBy(item: AgentOutputItem): number[] {
  if (item.type !== 'function_call' || item.name !== 'delete_task') return [];
  const { data } = taskTools.delete_task.parameters.safeParse(parseJson(item.arguments));
  return data ? [data.task_id] : [];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
