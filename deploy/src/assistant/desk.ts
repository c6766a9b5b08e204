import { AppError } from '@todo/errors';
import { DeployError } from '../errors.ts';
import { callTool, type Operations, type ToolAnswer, type ToolCalled } from '../operations/call-tool.ts';
import type { Tool } from '../operations/tool.ts';
import { ToolFailure } from '../operations/tool-failure.ts';
import type { Approvals, Operation, Wish } from './approvals.ts';
import { readPlan } from './plan-facts.ts';

/** Where rules and models alike call tools. */
export interface Desk {
  readonly tools: readonly Tool[];
  /**
   * Calls a tool. What goes wrong is what it answers.
   *
   * @throws DeployError DEPLOY_CANCELLED once Ctrl-C was pressed
   */
  readonly call: (tool: string, input?: Readonly<Record<string, unknown>>) => Promise<DeskAnswer>;
  readonly calls: () => readonly ToolCalled[];
}

export interface DeskAnswer extends ToolAnswer {
  /** Of the error, where it did not answer. */
  readonly code?: string;
}

export interface DeskOptions {
  readonly operations: Operations;
  readonly approvals: Approvals;
  readonly caller: string;
  /** Keeps what nobody may see out of what is called, and so out of its record. */
  readonly mask: (text: string) => string;
  readonly signal: AbortSignal;
}

/** Opens the tools of an environment to one question: those that write need a plan that was agreed to. */
export function openDesk({ operations, approvals, caller, mask, signal }: DeskOptions): Desk {
  const calls: ToolCalled[] = [];
  let failure: WriteFailure | undefined;
  const tools = operations.tools.map((tool) =>
    tool.effect === 'write' ? approvals.guarded(noting(tool, (error) => (failure = { error }))) : tool,
  );
  const record = (call: ToolCalled) => {
    calls.push(call);
    operations.record(call);
  };
  return {
    tools,
    calls: () => calls,
    async call(name, given = {}) {
      signal.throwIfAborted();
      failure = undefined;
      const tool = mask(name);
      const input = JSON.parse(mask(JSON.stringify(given))) as Readonly<Record<string, unknown>>;
      const answer = await callTool({ ...operations, tools, record }, { tool, input, caller, signal });
      if (signal.aborted && answer.isError) throw cancelled(operations, failure);
      if (tool === 'plan' && !answer.isError) keepPlan(approvals, input, answer);
      const { code } = calls.at(-1) ?? {};
      return { ...answer, ...(answer.isError && code !== undefined && { code }) };
    },
  };
}

interface WriteFailure {
  readonly error: unknown;
}

/** Tells what a tool that writes threw: a cancelled deploy says in it what it left behind. */
function noting(tool: Tool, note: (error: unknown) => void): Tool {
  return {
    ...tool,
    async run(input, context) {
      try {
        return await tool.run(input, context);
      } catch (error) {
        note(error instanceof ToolFailure ? error.cause : error);
        throw error;
      }
    },
  };
}

function cancelled({ place }: Operations, failure: WriteFailure | undefined): Error {
  if (failure?.error instanceof AppError) return failure.error;
  const { name: environment } = place.session.environment;
  const state = failure ? 'what was under way was stopped' : 'nothing was written to the cluster';
  return new DeployError('DEPLOY_CANCELLED', { environment, state }, failure?.error);
}

/** Only what was really answered is a plan that was shown: it is masked by then. */
function keepPlan(
  approvals: Approvals,
  input: Readonly<Record<string, unknown>>,
  { text }: ToolAnswer,
): void {
  // What the tool took has the types of its schema.
  const { operation = 'deploy', ...wish } = input as Wish & { readonly operation?: Operation };
  const { hash, shown } = readPlan(text);
  if (hash !== undefined) approvals.add({ operation, hash, wish, text: shown });
}
