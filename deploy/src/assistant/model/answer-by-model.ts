import type * as agentsCore from '@openai/agents-core';
import type { FunctionTool, ModelProvider } from '@openai/agents-core';
import { AppError } from '@todo/errors';
import { DeployError } from '../../errors.ts';
import { inputSchemaOf } from '../../operations/input-schema.ts';
import type { Tool } from '../../operations/tool.ts';
import type { Desk } from '../desk.ts';
import { GuardedModel, type WantedCall } from './guarded-model.ts';
import { labelOf, type ModelOptions } from './model-options.ts';
import { instructions } from './prompt.ts';

export interface ModelContext {
  readonly desk: Desk;
  readonly model: ModelOptions;
  readonly signal: AbortSignal;
  /** How long one answer of the model may take. */
  readonly timeoutMs?: number;
}

/** Calls of tools that one question may cost. */
export const callsMax = 12;
const answerTimeoutMs = 90_000;
const clientPackages = ['@openai/agents-core', '@openai/agents-openai'];

/**
 * Answers a question by a language model that calls the tools of the desk, one after another. Its client is loaded only here.
 *
 * @throws DeployError MODEL_UNREACHABLE, MODEL_GAVE_UP, MODEL_CLIENT_MISSING
 */
export async function answerByModel(question: string, context: ModelContext): Promise<string> {
  const { desk, model, signal, timeoutMs = answerTimeoutMs } = context;
  const { agents, provider } = await loadClient(model);
  const { Agent, Runner, tool } = agents;
  const budget = createBudget(desk);
  const guarded = new GuardedModel(await provider.getModel(model.name), {
    timeoutMs,
    onCalls: budget.note,
    fail: (reason, cause) => new DeployError('MODEL_UNREACHABLE', { url: hostOf(model.url), reason }, cause),
  });
  const agent = new Agent({
    name: 'todo-deploy',
    instructions,
    model: guarded,
    tools: desk.tools.map((each) => toFunctionTool(each, { tool, call: budget.call })),
  });
  const runner = new Runner({
    tracingDisabled: true,
    traceIncludeSensitiveData: false,
    toolNotFoundBehavior: 'return_error_to_model',
    toolExecution: { maxFunctionToolConcurrency: 1 },
  });
  try {
    const result = await runner.run(agent, question, { stream: true, signal, maxTurns: callsMax + 2 });
    await result.completed;
    signal.throwIfAborted();
    const text = String(result.finalOutput ?? '').trim();
    if (text !== '') return text;
  } catch (error) {
    throw translate(error, { agents, model });
  }
  throw new DeployError('MODEL_GAVE_UP', { model: labelOf(model), reason: 'it said nothing' });
}

function translate(
  error: unknown,
  { agents, model }: { readonly agents: Agents; readonly model: ModelOptions },
): unknown {
  const { MaxTurnsExceededError, ModelBehaviorError, ModelRefusalError } = agents;
  const gaveUp = (reason: string) => new DeployError('MODEL_GAVE_UP', { model: labelOf(model), reason });
  const expected = expectedIn(error);
  if (expected) return expected;
  if (error instanceof MaxTurnsExceededError) return gaveUp(`it had no answer after ${callsMax} calls`);
  if (error instanceof ModelRefusalError) return gaveUp('it refused to answer');
  if (error instanceof ModelBehaviorError) return gaveUp('what it says cannot be read');
  return error;
}

/** What ended a tool, or the model, within what the runner made of it. */
function expectedIn(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  const inner: unknown = error instanceof Error ? (Reflect.get(error, 'error') ?? error.cause) : undefined;
  return inner instanceof Error ? expectedIn(inner) : undefined;
}

type Agents = Pick<
  typeof agentsCore,
  'Agent' | 'Runner' | 'tool' | 'MaxTurnsExceededError' | 'ModelBehaviorError' | 'ModelRefusalError'
>;

async function loadClient({
  url,
  key,
}: ModelOptions): Promise<{ readonly agents: Agents; readonly provider: ModelProvider }> {
  try {
    const [agents, { OpenAIProvider }] = await Promise.all([
      import('@openai/agents-core'),
      import('@openai/agents-openai'),
    ]);
    // The client insists on a key, also where the server asks for none.
    const provider = new OpenAIProvider({ apiKey: key ?? 'none', baseURL: url, useResponses: false });
    return { agents, provider };
  } catch (error) {
    if (Reflect.get(Object(error), 'code') !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new DeployError('MODEL_CLIENT_MISSING', { packages: clientPackages }, error);
  }
}

interface Budget {
  readonly call: (tool: string, input: unknown) => Promise<string>;
  /** Has calls written down that the runner itself refuses. */
  readonly note: (calls: readonly WantedCall[]) => Promise<void>;
}

function createBudget(desk: Desk): Budget {
  let left = callsMax;
  const call = async (tool: string, input: unknown) => {
    if (left <= 0) return 'No calls are left: answer now with what is known.';
    left -= 1;
    return (await desk.call(tool, input as Readonly<Record<string, unknown>>)).text;
  };
  const isKnown = (name: string) => desk.tools.some((each) => each.name === name);
  return {
    call,
    async note(calls) {
      for (const wanted of calls) {
        if (!isKnown(wanted.name)) await call(wanted.name, recordIn(wanted.arguments));
      }
    },
  };
}

function recordIn(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

function toFunctionTool(
  each: Tool,
  { tool, call }: { readonly tool: Agents['tool'] } & Pick<Budget, 'call'>,
): FunctionTool {
  const { properties = {}, required = [] } = inputSchemaOf(each);
  return tool({
    name: each.name,
    description: each.description,
    parameters: { type: 'object', properties, required: [...required], additionalProperties: true },
    // Strict mode is OpenAI's own; what is given is checked by the tool itself.
    strict: false,
    execute: (input) => call(each.name, input),
    errorFunction: (_context, error) => {
      const expected = expectedIn(error);
      if (expected) throw expected;
      return 'TOOL_INPUT_INVALID: the arguments are no JSON object; nothing was done';
    },
  }) as FunctionTool;
}

/** Without what a URL may carry besides: a name and password, a query. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
