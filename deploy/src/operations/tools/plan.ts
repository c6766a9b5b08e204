import * as z from 'zod';
import type { DeployContext } from '../../deploy-request.ts';
import { DeployError } from '../../errors.ts';
import type { Plan } from '../../plan/plan.ts';
import { describePlan } from '../../report/describe-plan.ts';
import { plain } from '../../report/style.ts';
import { requestOf, restore } from '../restore.ts';
import { failureOf, runProgram } from '../run-program.ts';
import { defineTool, fields, type ToolContext } from '../tool.ts';

const input = z.object({
  operation: z
    .string()
    .regex(/^(deploy|scale|rollback)$/, 'must be deploy, scale or rollback')
    .optional()
    .describe('deploy (what the workspace holds; the default), scale or rollback'),
  unit: fields.unit
    .optional()
    .describe('only this unit; needed for scale. A rollback without it undoes the last deploy'),
  replicas: fields.replicas.optional().describe('for scale: how many pods'),
  revision: fields.revision
    .optional()
    .describe('for rollback of a unit: which one; the one before when left out'),
});

export const planTool = defineTool({
  name: 'plan',
  title: 'What would change',
  description:
    'Shows what a deploy, a scale or a rollback would change, object by object and field by field, and whose pods restart; writes nothing. Gives the planHash that the tools deploy, scale and rollback need. Show the plan to the person before you call them.',
  input,
  effect: 'read',
  async run(wish, context) {
    const plan = await planOf(wish, context);
    const isChange = plan.units.some(({ changes }) => changes.some(({ action }) => action !== 'unchanged'));
    const operation = wish.operation ?? 'deploy';
    const next = isChange ? `To do exactly this: tool ${operation} with planHash ${plan.hash}\n` : '';
    return describePlan(plan, plain) + next;
  },
});

type Wish = z.output<typeof input>;

/** What the operation would change. */
export function planOf(wish: Wish, context: ToolContext): Promise<Plan> {
  if (wish.operation === 'scale') return planScale(wish, context);
  if (wish.operation === 'rollback') return planRollback(wish, context);
  return context.place.workspace ? planWorkspace(wish, context) : planRestore(wish, context);
}

async function planScale({ unit, replicas }: Wish, context: ToolContext): Promise<Plan> {
  if (unit === undefined || replicas === undefined)
    throw new DeployError('TOOL_INPUT_INVALID', { tool: 'plan', reason: 'scale needs unit and replicas' });
  const { scale } = await import('../../scale.ts');
  return (await scale({ ...requestOf(context), planOnly: true, unit, replicas }, silent(context))).plan;
}

async function planRollback({ unit, revision }: Wish, context: ToolContext): Promise<Plan> {
  const { rollback } = await import('../../rollback.ts');
  const request = { ...requestOf(context), planOnly: true, unit, to: revision };
  return (await rollback(request, silent(context))).plan;
}

async function planRestore({ unit }: Wish, context: ToolContext): Promise<Plan> {
  return (await restore({ ...requestOf(context), planOnly: true, unit }, silent(context))).plan;
}

async function planWorkspace({ unit }: Wish, { place, signal }: ToolContext): Promise<Plan> {
  const { workspace } = place;
  if (!workspace) throw new TypeError('no workspace');
  const result = await runProgram(workspace, ['plan', ...unitWords(unit)], signal);
  const plan = result.answers.find(({ type }) => type === 'plan');
  if (!plan) throw failureOf(result);
  return plan as unknown as Plan;
}

export function unitWords(unit: string | undefined): readonly string[] {
  return unit === undefined ? [] : ['--unit', unit];
}

function silent({ signal }: ToolContext): DeployContext {
  return { report: () => undefined, signal };
}
