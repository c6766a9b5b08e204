import type { ModelSource } from './model-source.ts';
import { createOpenAiSource, type OpenAiOptions } from './openai-source.ts';
import { createRuleSource } from './rule-source.ts';

export interface ModelOptions {
  readonly openAi: OpenAiOptions;
  /** The language of the offline model, as a BCP 47 tag. */
  readonly locale: string;
}

/**
 * Chooses where answers come from: a server with OpenAI's API where one is named, OpenAI where there is a key, and the
 * offline model otherwise.
 *
 * @throws ApiError MODEL_NOT_NAMED
 */
export function createModelSource({ openAi, locale }: ModelOptions): ModelSource {
  const isOnline = openAi.baseUrl !== undefined || openAi.apiKey !== undefined;
  return isOnline ? createOpenAiSource(openAi) : createRuleSource({ locale });
}
