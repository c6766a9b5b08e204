import { AppError } from '@todo/errors';
import * as z from 'zod';
import { connectCluster } from '../cluster/client.ts';
import { DeployError } from '../errors.ts';
import type { EventOf } from '../report/describe-event.ts';
import { shorten } from '../report/format.ts';
import { createKnownSecrets, type KnownSecrets } from '../secrets/known-secrets.ts';
import { learnSecrets } from '../secrets/learn-secrets.ts';
import type { Place, Tool } from './tool.ts';
import { describeFailure } from './tool-failure.ts';

export type ToolCalled = EventOf<'tool-called'>;

/** Tools in one environment, and who hears of each call. */
export interface Operations {
  readonly place: Place;
  readonly tools: readonly Tool[];
  /** Tools that exist, and that nobody may call here. */
  readonly forbidden: readonly Tool[];
  readonly record: (call: ToolCalled) => void;
}

export interface ToolCall {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** `ada@example.com via some-client 1.2`. */
  readonly caller: string;
  readonly signal: AbortSignal;
}

export interface ToolAnswer {
  readonly text: string;
  readonly isError: boolean;
}

const textMax = 24_000;

/**
 * Calls a tool: the one way in, whoever calls. Arguments are checked against the tool's schema, what it answers is masked
 * with the Secrets that the namespace has, and the call is recorded however it ends.
 */
export async function callTool(operations: Operations, call: ToolCall): Promise<ToolAnswer> {
  const { place, record } = operations;
  const startedAt = performance.now();
  const secrets = createKnownSecrets();
  secrets.learnValues(place.session.environment.values);
  const ended = await perform(operations, call, secrets).then(
    (text) => ({ text, outcome: 'answered' as const }),
    (error: unknown) => ({ ...describeFailure(error), outcome: outcomeOf(error) }),
  );
  const text = shorten(secrets.mask(ended.text), textMax);
  record({
    type: 'tool-called',
    at: new Date().toISOString(),
    caller: call.caller,
    tool: call.tool,
    arguments: secrets.maskAll(call.input),
    outcome: ended.outcome,
    ...('code' in ended && { code: ended.code }),
    result: shorten(text.split('\n')[0] ?? '', 200),
    resultBytes: Buffer.byteLength(text),
    durationMs: Math.round(performance.now() - startedAt),
  });
  return { text, isError: ended.outcome !== 'answered' };
}

async function perform(operations: Operations, call: ToolCall, secrets: KnownSecrets): Promise<string> {
  const { place } = operations;
  const { signal } = call;
  const tool = findTool(operations, call.tool);
  const input = parseInput(tool, call.input);
  const learned = learnLiveSecrets(place, { secrets, signal });
  try {
    return await tool.run(input, { place, by: call.caller, signal });
  } finally {
    // Also what a failure says is masked with them.
    await learned;
  }
}

/** @throws DeployError TOOL_UNKNOWN, TOOL_FORBIDDEN */
function findTool({ tools, forbidden }: Operations, name: string): Tool {
  const tool = tools.find((each) => each.name === name);
  if (tool) return tool;
  if (forbidden.some((each) => each.name === name)) throw new DeployError('TOOL_FORBIDDEN', { tool: name });
  throw new DeployError('TOOL_UNKNOWN', { tool: name, known: tools.map((each) => each.name) });
}

/** @throws DeployError TOOL_INPUT_INVALID */
function parseInput(
  { name, input }: Tool,
  given: Readonly<Record<string, unknown>>,
): z.output<Tool['input']> {
  const parsed = z.strictObject(input.shape).safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  const reason = `${field === '' ? '' : `${field} `}${issue?.message ?? 'is not valid'}`;
  throw new DeployError('TOOL_INPUT_INVALID', { tool: name, reason });
}

/** What runs may quote a Secret that no values have. Where they cannot be read, neither could whoever answers. */
async function learnLiveSecrets(
  { session }: Place,
  { secrets, signal }: { readonly secrets: KnownSecrets; readonly signal: AbortSignal },
): Promise<void> {
  const { connection, environment } = session;
  try {
    const cluster = await connectCluster(connection.kubeconfig, connection.context);
    await learnSecrets(cluster, { namespace: environment.namespace, secrets, signal });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

const refusals: readonly string[] = [
  'TOOL_UNKNOWN',
  'TOOL_FORBIDDEN',
  'TOOL_INPUT_INVALID',
  'PLAN_CHANGED',
  'PLAN_NOT_APPROVED',
  'ENVIRONMENT_PROTECTED',
  'CONFIRMATION_MISSING',
];

function outcomeOf(error: unknown): 'refused' | 'failed' {
  return refusals.includes(describeFailure(error).code) ? 'refused' : 'failed';
}
