import * as z from 'zod';
import { guard } from '../guard.ts';
import { requestOf } from '../restore.ts';
import { defineTool, fields } from '../tool.ts';
import { carryOut } from '../transcript.ts';

export const scaleTool = defineTool({
  name: 'scale',
  title: 'Run more or fewer pods',
  description:
    'Carries out a plan of operation scale that was shown, and waits until it is ready. Holds until the next deploy, which sets what the values of the environment say. Refused when the plan is another one by now.',
  input: z.object({
    planHash: fields.planHash.describe('of the plan that was shown'),
    unit: fields.unit.describe('as it was planned'),
    replicas: fields.replicas.describe('as it was planned'),
  }),
  effect: 'write',
  async run({ planHash, unit, replicas }, context) {
    await guard(context);
    const { scale } = await import('../../scale.ts');
    const request = { ...requestOf(context), planHash, unit, replicas };
    const told = await carryOut(context.signal, (run) => scale(request, run));
    return `${told}Holds until the next deploy: set ${unit}.replicas in the values of the environment to keep it.\n`;
  },
});
