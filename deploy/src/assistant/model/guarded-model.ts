import type { AgentOutputItem, Model, ModelRequest, ModelResponse, StreamEvent } from '@openai/agents-core';

export interface ModelGuard {
  /** How long one answer of the model may take. */
  readonly timeoutMs: number;
  /** Hears of each call that a model wants, before the first is made. */
  readonly onCalls: (calls: readonly WantedCall[]) => Promise<void>;
  readonly fail: (reason: string, cause: unknown) => Error;
}

export interface WantedCall {
  readonly name: string;
  /** As the model wrote them: JSON, or not. */
  readonly arguments: string;
}

/**
 * Bounds each answer of a model in time, and turns what its client throws, which may repeat the key or whatever the server
 * said, into an error of our own.
 */
export class GuardedModel implements Model {
  readonly #model: Model;
  readonly #guard: ModelGuard;

  constructor(model: Model, guard: ModelGuard) {
    this.#model = model;
    this.#guard = guard;
  }

  async getResponse(request: ModelRequest): Promise<ModelResponse> {
    const { bounded, translate } = this.#bound(request);
    try {
      const response = await this.#model.getResponse(bounded);
      await this.#guard.onCalls(callsIn(response.output));
      return response;
    } catch (error) {
      throw translate(error);
    }
  }

  async *getStreamedResponse(request: ModelRequest): AsyncIterable<StreamEvent> {
    const { bounded, translate } = this.#bound(request);
    try {
      for await (const event of this.#model.getStreamedResponse(bounded)) {
        if (event.type === 'response_done') await this.#guard.onCalls(callsIn(event.response.output));
        yield event;
      }
    } catch (error) {
      throw translate(error);
    }
  }

  #bound(request: ModelRequest) {
    const { timeoutMs, fail } = this.#guard;
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
    const translate = (error: unknown) => {
      if (request.signal?.aborted) return error;
      if (timeout.aborted) return fail(`no answer within ${timeoutMs / 1000} s`, error);
      return fail(reasonOf(error), new Error(`The model's client threw ${nameOf(error)}`));
    };
    return { bounded: { ...request, signal }, translate };
  }
}

function callsIn(output: readonly AgentOutputItem[]): readonly WantedCall[] {
  return output.flatMap((item) =>
    item.type === 'function_call' ? [{ name: item.name, arguments: item.arguments }] : [],
  );
}

const statusReasons: Readonly<Record<number, string>> = {
  401: 'it refuses the key (401)',
  403: 'it refuses the key (403)',
  404: 'it has no such model or no chat completions there (404)',
  429: 'it has no capacity for this key now (429)',
};

function reasonOf(error: unknown): string {
  const status: unknown = Reflect.get(Object(error), 'status');
  if (typeof status === 'number') return statusReasons[status] ?? `it says ${status}`;
  return 'it cannot be reached, or what it says cannot be read';
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
