import type { AgentInputItem, Model } from '@openai/agents-core';
import type { Turn } from '../turn.ts';

/** Where answers come from. Tools, limits and persistence are the same for all sources. */
export interface ModelSource {
  /** How long a turn may take, in milliseconds. */
  readonly turnTimeoutMs: number;
  /** Prepares the model of one turn. */
  prepare(turn: Turn): Promise<PreparedModel>;
}

export interface PreparedModel {
  readonly model: Model;
  /** What the model is told of the conversation before the message. */
  readonly history: AgentInputItem[];
}
