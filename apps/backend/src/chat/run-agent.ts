import { once } from 'node:events';
import {
  Agent,
  MaxTurnsExceededError,
  ModelBehaviorError,
  ModelRefusalError,
  Runner,
  ToolCallError,
} from '@openai/agents-core';
import { ApiError } from '../errors.ts';
import type { ModelSource } from './model/model-source.ts';
import { toUserItem } from './model/to-input-items.ts';
import { WatchedModel } from './model/watched-model.ts';
import { prompt } from './prompt.ts';
import { addTask } from './tools/add-task.ts';
import { completeTask } from './tools/complete-task.ts';
import { deleteTask } from './tools/delete-task.ts';
import { listTasks } from './tools/list-tasks.ts';
import { updateTask } from './tools/update-task.ts';
import type { Turn } from './turn.ts';

/** How often the model may be asked in one turn. */
export const roundsMax = 8;

// Nothing of a conversation is traced anywhere. Tools run one after another, in the order in which they were called.
const runner = new Runner({
  tracingDisabled: true,
  traceIncludeSensitiveData: false,
  toolNotFoundBehavior: 'return_error_to_model',
  toolExecution: { maxFunctionToolConcurrency: 1 },
});

const tools = [addTask, listTasks, completeTask, deleteTask, updateTask];

/**
 * Runs the model and its tools to the end of a turn. What the tools did is in `turn.calls`, also where this throws.
 *
 * @returns the assistant's words
 * @throws ApiError MODEL_UNAVAILABLE, MODEL_TIMED_OUT, MODEL_GAVE_UP, or what a tool ended the turn with
 */
export async function runAgent(turn: Turn, source: ModelSource): Promise<string> {
  try {
    return await Promise.race([run(turn, source), abortion(turn.signal)]);
  } catch (error) {
    if (turn.signal.aborted) throw new ApiError('MODEL_TIMED_OUT', { seconds: source.turnTimeoutMs / 1000 });
    throw translate(error);
  }
}

async function run(turn: Turn, source: ModelSource): Promise<string> {
  const { model, history } = await source.prepare(turn);
  const agent = new Agent<Turn>({
    name: 'todo',
    instructions: prompt.text,
    model: new WatchedModel(model, turn),
    tools,
  });
  const input = [...history, toUserItem(turn.message)];
  const { finalOutput } = await runner.run(agent, input, {
    context: turn,
    maxTurns: roundsMax,
    signal: turn.signal,
  });
  if (finalOutput === undefined || finalOutput.trim() === '') throw gaveUp('it said nothing');
  return finalOutput;
}

/** Rejects when the signal aborts: a model need not listen to it. */
async function abortion(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

function translate(error: unknown): unknown {
  if (error instanceof ToolCallError) return error.error;
  if (error instanceof MaxTurnsExceededError) return gaveUp(`it was asked ${roundsMax} times`);
  if (error instanceof ModelRefusalError) return gaveUp('it refused');
  if (error instanceof ModelBehaviorError) return gaveUp('its answer cannot be read');
  return error;
}

function gaveUp(reason: string): ApiError {
  return new ApiError('MODEL_GAVE_UP', { reason });
}
