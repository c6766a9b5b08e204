import { AppError } from '@todo/errors';
import { DeployError } from '../errors.ts';
import type { Confirm } from '../confirm.ts';
import type { Operations, ToolCalled } from '../operations/call-tool.ts';
import { createApprovals, type Approvals, type PlanShown } from './approvals.ts';
import { openDesk, type Desk } from './desk.ts';
import { labelOf, type ModelOptions } from './model/model-options.ts';
import { isOrderedBy } from './is-ordered-by.ts';
import { withoutKey } from './without-key.ts';

export interface AskRequest {
  readonly question: string;
  readonly operations: Operations;
  /** Rules answer where it is absent. */
  readonly model?: ModelOptions | undefined;
  /** Who asks; absent where only the cluster is. */
  readonly author?: string | undefined;
  readonly yes: boolean;
  readonly planHash?: string | undefined;
  readonly confirm?: Confirm | undefined;
  /** Shows a plan that is carried out without asking. */
  readonly show: (plan: PlanShown) => void;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly text: string;
  /** `rules`, or the model's name. */
  readonly by: string;
  /** Of the error, where the answer is one. */
  readonly code?: string;
  readonly calls: readonly ToolCalled[];
  /** Those that were not carried out, for a person to do it. */
  readonly open: readonly PlanShown[];
  readonly plans: readonly PlanShown[];
}

/**
 * Answers a question on the environment, by rules or by a model. Both call the same tools, at the same desk, where nothing
 * is written without the agreement of a person.
 *
 * @throws DeployError MODEL_UNREACHABLE, MODEL_GAVE_UP, MODEL_CLIENT_MISSING, DEPLOY_CANCELLED
 */
export async function ask(request: AskRequest): Promise<Answer> {
  const { question, model, author, signal } = request;
  const by = model ? labelOf(model) : 'rules';
  // Rules do what the question says, and no more. A model may have read something that says otherwise.
  const yes = (plan: PlanShown) => request.yes && (!model || isOrderedBy(question, plan));
  const approvals = createApprovals({ ...request, yes });
  const caller = `${author === undefined ? '' : `${author} via `}ask (${by})`;
  const mask = withoutKey(model?.key);
  const { operations } = request;
  const desk = openDesk({ operations, approvals, caller, mask, signal });
  try {
    const { text, showsPlan, code } = await answer(question, { desk, request });
    const plans = approvals.plans();
    return {
      text: mask(text),
      by,
      ...(code !== undefined && { code }),
      calls: desk.calls(),
      open: openPlans(plans, showsPlan),
      plans,
    };
  } catch (error) {
    if (!signal.aborted || error instanceof AppError) throw error;
    throw cancelled({ request, approvals, cause: error });
  }
}

interface Answered {
  readonly text: string;
  readonly code?: string;
  readonly showsPlan: boolean;
}

async function answer(
  question: string,
  { desk, request }: { readonly desk: Desk; readonly request: AskRequest },
): Promise<Answered> {
  const { model, signal, operations } = request;
  if (model) {
    const { answerByModel } = await import('./model/answer-by-model.ts');
    return { text: await answerByModel(question, { desk, model, signal }), showsPlan: true };
  }
  const { answerByRules } = await import('./rules/answer-by-rules.ts');
  const hasWorkspace = operations.place.workspace !== undefined;
  const reply = await answerByRules(question, { desk, hasWorkspace });
  return { ...reply, showsPlan: reply.showsPlan ?? false };
}

/** Those that were to be carried out; where none was, the last that was made, if the answer is about it. */
function openPlans(plans: readonly PlanShown[], showsPlan: boolean): readonly PlanShown[] {
  const wanted = plans.filter(({ state }) => state === 'wanted');
  if (wanted.length > 0) return wanted;
  const isUntouched = plans.every(({ state }) => state === 'planned');
  return showsPlan && isUntouched ? plans.slice(-1) : [];
}

function cancelled({
  request,
  approvals,
  cause,
}: {
  readonly request: AskRequest;
  readonly approvals: Approvals;
  readonly cause: unknown;
}): DeployError {
  const { name: environment } = request.operations.place.session.environment;
  const done = approvals.plans().filter(({ state }) => state === 'approved').length;
  const state =
    done === 0
      ? 'nothing was written to the cluster'
      : `${done} of the plans shown ${done === 1 ? 'was' : 'were'} begun before`;
  return new DeployError('DEPLOY_CANCELLED', { environment, state }, cause);
}
