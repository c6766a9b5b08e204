import type { Model, ModelProvider, ModelRequest, ModelResponse, StreamEvent } from '@openai/agents-core';
import { AgentsError } from '@openai/agents-core';
import { ApiError } from '../../errors.ts';
import type { ModelSource } from './model-source.ts';
import { toInputItems } from './to-input-items.ts';

export interface OpenAiOptions {
  readonly apiKey?: string;
  /** A server with OpenAI's chat completions API; OpenAI itself where it is absent. */
  readonly baseUrl?: string;
  /** The model's name; OpenAI has a default, any other server has none. */
  readonly model?: string;
}

// Ends before the drain of the process does, so that an answer that began is not cut.
const turnTimeoutMs = 30_000;

/**
 * A language model of OpenAI, or of a server with the same API. Its client is loaded with the first turn.
 *
 * @throws ApiError MODEL_NOT_NAMED
 */
export function createOpenAiSource(options: OpenAiOptions): ModelSource {
  if (options.baseUrl !== undefined && options.model === undefined) throw new ApiError('MODEL_NOT_NAMED', {});
  let provider: Promise<ModelProvider> | undefined;
  return {
    turnTimeoutMs,
    async prepare({ history }) {
      provider ??= loadProvider(options);
      const model = await (await provider).getModel(options.model);
      return { model: new GuardedModel(model), history: toInputItems(history) };
    },
  };
}

async function loadProvider({ apiKey, baseUrl }: OpenAiOptions): Promise<ModelProvider> {
  const { OpenAIProvider } = await import('@openai/agents-openai');
  // The client insists on a key, also where the server asks for none.
  return new OpenAIProvider({
    apiKey: apiKey ?? 'none',
    baseURL: baseUrl,
    useResponses: baseUrl === undefined,
  });
}

/** Turns what the client throws, which may repeat the key or the provider's words, into an error of our own. */
class GuardedModel implements Model {
  readonly #model: Model;

  constructor(model: Model) {
    this.#model = model;
  }

  async getResponse(request: ModelRequest): Promise<ModelResponse> {
    try {
      return await this.#model.getResponse(request);
    } catch (error) {
      throw translate(error);
    }
  }

  async *getStreamedResponse(request: ModelRequest): AsyncIterable<StreamEvent> {
    try {
      yield* this.#model.getStreamedResponse(request);
    } catch (error) {
      throw translate(error);
    }
  }
}

function translate(error: unknown): unknown {
  if (error instanceof AgentsError) return error;
  const { name = 'Error', status } = error as { name?: string; status?: number };
  const reason = typeof status === 'number' ? `it says ${status}` : 'it cannot be reached';
  return new ApiError('MODEL_UNAVAILABLE', { reason }, new Error(`The model's client threw ${name}`));
}
