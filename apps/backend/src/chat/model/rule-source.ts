import type { ModelSource } from './model-source.ts';
import { RuleModel } from './rule-model.ts';

const turnTimeoutMs = 10_000;

/** The offline model. It reads the conversation from the turn, so its runs carry no history. */
export function createRuleSource({ locale }: { readonly locale: string }): ModelSource {
  return {
    turnTimeoutMs,
    prepare: (turn) => Promise.resolve({ model: new RuleModel(turn, locale), history: [] }),
  };
}
