import * as z from 'zod';
import { guard } from '../guard.ts';
import { requestOf } from '../restore.ts';
import { defineTool, fields } from '../tool.ts';
import { carryOut } from '../transcript.ts';

export const rollbackTool = defineTool({
  name: 'rollback',
  title: 'Go back to what ran before',
  description:
    'Carries out a plan of operation rollback that was shown, and waits until it is ready. Recorded as a new revision, so that it can be undone. Refused when the plan is another one by now.',
  input: z.object({
    planHash: fields.planHash.describe('of the plan that was shown'),
    unit: fields.unit.optional().describe('as it was planned'),
    revision: fields.revision.optional().describe('as it was planned'),
  }),
  effect: 'write',
  async run({ planHash, unit, revision }, context) {
    await guard(context);
    const { rollback } = await import('../../rollback.ts');
    const request = { ...requestOf(context), planHash, unit, to: revision };
    return carryOut(context.signal, (run) => rollback(request, run));
  },
});
