import * as z from 'zod';
import { requestOf, restore } from '../restore.ts';
import { failureOf, runProgram } from '../run-program.ts';
import { defineTool, fields } from '../tool.ts';
import { carryOut, transcriptOf } from '../transcript.ts';
import { unitWords } from './plan.ts';
import { guard } from '../guard.ts';

export const deployTool = defineTool({
  name: 'deploy',
  title: 'Deploy what was planned',
  description:
    'Carries out a plan of operation deploy that was shown: builds the images that are missing, applies, waits until it is ready, and takes a unit that does not become ready back. Where only the cluster is, puts back what was changed by hand. Refused when the plan is another one by now.',
  input: z.object({
    planHash: fields.planHash.describe('of the plan that was shown'),
    unit: fields.unit.optional().describe('as it was planned'),
  }),
  effect: 'write',
  async run({ planHash, unit }, context) {
    const { place, signal } = context;
    if (!place.workspace) {
      await guard(context);
      return carryOut(signal, (run) => restore({ ...requestOf(context), planHash, unit }, run));
    }
    const yes = place.session.options.yes ? ['--yes'] : [];
    const words = [
      'deploy',
      '--plan-hash',
      planHash,
      '--no-wait',
      '--by',
      context.by,
      ...yes,
      ...unitWords(unit),
    ];
    const result = await runProgram(place.workspace, words, signal);
    if (result.exitCode !== 0) throw failureOf(result);
    return transcriptOf(result.events);
  },
});
