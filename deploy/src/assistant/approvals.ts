import type { Confirm } from '../confirm.ts';
import { DeployError } from '../errors.ts';
import type { Tool, ToolContext } from '../operations/tool.ts';

/** A plan that was made since this program started, and what became of it. */
export interface PlanShown {
  readonly operation: Operation;
  readonly hash: string;
  /** What it is a plan of: unit, replicas, revision. */
  readonly wish: Wish;
  /** As it is shown to a person. */
  readonly text: string;
  readonly state: PlanState;
}

export interface Wish {
  readonly unit?: string;
  readonly replicas?: number;
  readonly revision?: number;
}

export type Operation = 'deploy' | 'scale' | 'rollback';

/** `wanted` is one that was to be carried out while nobody could be asked. */
export type PlanState = 'planned' | 'wanted' | 'declined' | 'approved';

export interface ApprovalOptions {
  /** Which plans are agreed to beforehand. */
  readonly yes: (plan: PlanShown) => boolean;
  /** The plan that is agreed to beforehand. */
  readonly planHash?: string | undefined;
  readonly confirm?: Confirm | undefined;
  /** Shows a plan that was agreed to beforehand. */
  readonly show: (plan: PlanShown) => void;
}

/** Which plans a person has agreed to. */
export interface Approvals {
  readonly plans: () => readonly PlanShown[];
  readonly add: (plan: Omit<PlanShown, 'state'>) => void;
  /** The tool, which does nothing without the agreement of a person to the very plan that it is called with. */
  readonly guarded: (tool: Tool) => Tool;
}

/**
 * Asks a person about plans. Nothing that a model says counts as a yes: who calls a tool that writes is asked for the hash of
 * a plan that was made in this session, and of that plan the person is asked, once.
 */
export function createApprovals(options: ApprovalOptions): Approvals {
  const plans = new Map<string, PlanShown>();
  const keep = (plan: PlanShown) => void plans.set(keyOf(plan), plan);

  async function approve(operation: Operation, input: WriteInput, signal: AbortSignal): Promise<void> {
    const { planHash, ...wish } = input;
    const plan = plans.get(keyOf({ operation, hash: planHash, wish }));
    const refuse = (reason: string) => new DeployError('PLAN_NOT_APPROVED', { tool: operation, reason });
    if (!plan) throw refuse('no plan of this operation with this hash and these arguments was shown here');
    if (plan.state === 'approved') throw refuse('this plan was carried out already');
    if (plan.state === 'declined') throw refuse('the person said no to this plan');
    const state = await answerOf(plan, { ...options, signal });
    keep({ ...plan, state });
    if (state === 'wanted') throw refuse('nobody can be asked here; the person is shown how to do it');
    if (state === 'declined') throw refuse('the person said no');
  }

  return {
    plans: () => [...plans.values()],
    add: (plan) => {
      const known = plans.get(keyOf(plan));
      if (!known) keep({ ...plan, state: 'planned' });
    },
    guarded: (tool) => ({
      ...tool,
      async run(input, context) {
        // What came through the schema of a tool that writes.
        await approve(tool.name as Operation, input as unknown as WriteInput, context.signal);
        return tool.run(input, agreed(context));
      },
    }),
  };
}

type WriteInput = Wish & { readonly planHash: string };

function keyOf({ operation, hash, wish }: Pick<PlanShown, 'operation' | 'hash' | 'wish'>): string {
  const { unit = '', replicas = '', revision = '' } = wish;
  return [operation, hash, unit, replicas, revision].join(' ');
}

async function answerOf(
  plan: PlanShown,
  { yes, planHash, confirm, show, signal }: ApprovalOptions & { readonly signal: AbortSignal },
): Promise<Exclude<PlanState, 'planned'>> {
  if (yes(plan) || planHash === plan.hash) {
    show(plan);
    return 'approved';
  }
  if (!confirm) return 'wanted';
  return (await confirm(`${plan.text}Do exactly this?`, { signal })) ? 'approved' : 'declined';
}

/** What an environment wants to be asked for was asked just now. */
function agreed(context: ToolContext): ToolContext {
  const { place } = context;
  const { session } = place;
  const options = { ...session.options, yes: true };
  return { ...context, place: { ...place, session: { ...session, options } } };
}
