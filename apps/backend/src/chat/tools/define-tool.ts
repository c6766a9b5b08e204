// Every tool goes through here: its arguments are checked, its calls are counted and recorded, and what it answers is the
// contract's shape. The user comes from the turn, which comes from the session; no model sees or chooses it.
import { tool, type FunctionTool, type RunContext } from '@openai/agents-core';
import { taskTools, type TaskToolArguments, type TaskToolName, type TaskToolResult } from '@todo/contracts';
import { AppError } from '@todo/errors';
import { z } from 'zod';
import { ApiError } from '../../errors.ts';
import type { Turn } from '../turn.ts';
import { toErrorText } from './to-error-text.ts';

export interface ToolDefinition<Name extends TaskToolName> {
  readonly name: Name;
  /** Tells the model when to use it. */
  readonly description: string;
  /** @throws AppError with a status below 500 where the model can say what is wrong; anything else ends the turn */
  readonly execute: (given: TaskToolArguments<Name>, turn: Turn) => Promise<TaskToolResult<Name>>;
}

export type TaskTool = FunctionTool<Turn, ReturnType<typeof jsonSchemaOf>, unknown>;

export function defineTool<const Name extends TaskToolName>(definition: ToolDefinition<Name>): TaskTool {
  const { name, description } = definition;
  return tool({
    name,
    description,
    parameters: jsonSchemaOf(name),
    // Strict mode is OpenAI's own; any compatible server takes a plain schema, and ours is checked here.
    strict: false,
    execute: (given, context) => call(definition, given, turnOf(context)),
    // What `call` throws ends the turn; arguments that are no JSON the runner refuses by itself.
    errorFunction: null,
  });
}

function jsonSchemaOf(name: TaskToolName) {
  const { properties = {}, required = [] } = z.toJSONSchema(taskTools[name].parameters, { io: 'input' });
  return {
    type: 'object' as const,
    properties: properties as Record<string, Record<string, unknown>>,
    required,
    additionalProperties: true as const,
  };
}

function turnOf(context: RunContext<Turn> | undefined): Turn {
  if (!context) throw new TypeError('A tool was called outside of a turn');
  return context.context;
}

async function call<Name extends TaskToolName>(
  definition: ToolDefinition<Name>,
  given: unknown,
  turn: Turn,
): Promise<unknown> {
  const { name } = definition;
  // A turn that was given up, whose answer may be stored already, must do nothing more.
  turn.signal.throwIfAborted();
  try {
    const parsed = parse(name, given);
    expectBudget(name, turn);
    const result = await definition.execute(parsed, turn);
    turn.calls.push({ name, arguments: withoutNulls(parsed), result, is_error: false });
    return result;
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    return refuse(turn, { name, given, error });
  }
}

function parse<Name extends TaskToolName>(name: Name, given: unknown): TaskToolArguments<Name> {
  const result = taskTools[name].parameters.safeParse(given);
  // The table's entry for the name has the name's own type, which the compiler cannot follow through the union.
  if (result.success) return result.data as TaskToolArguments<Name>;
  const reason = result.error.issues.map(({ path, message }) => `${path.join('.') || 'all'}: ${message}`);
  throw new ApiError('TOOL_ARGUMENTS_INVALID', { tool: name, reason: reason.join('; ') });
}

function expectBudget(name: TaskToolName, { calls, callsMax }: Turn): void {
  if (calls.length >= callsMax) throw new ApiError('TOOL_CALLS_SPENT', { tool: name, callsMax });
}

interface Refusal {
  readonly name: TaskToolName;
  readonly given: unknown;
  readonly error: AppError;
}

function refuse(turn: Turn, { name, given, error }: Refusal): string {
  const result = toErrorText(error);
  const isSpent = error.code === 'TOOL_CALLS_SPENT';
  // What goes beyond the budget is refused without a record: a model that does not stop must not fill the history.
  if (!isSpent) turn.calls.push({ name, arguments: toRecord(given), result, is_error: true });
  return result;
}

function toRecord(given: unknown): Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? { ...given } : {};
}

/** Models send null for what they leave out. */
function withoutNulls(given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== null && value !== undefined),
  );
}
