import * as z from 'zod';
import type { Explanation } from '../../explain/explain-unit.ts';
import { describeExplanation } from '../../report/describe-explanation.ts';
import { plain } from '../../report/style.ts';
import { failureOf, runProgram } from '../run-program.ts';
import { defineTool, fields } from '../tool.ts';

export const explainTool = defineTool({
  name: 'explain',
  title: 'Why it would be built or restarted',
  description:
    'Says why a deploy would, or would not, build, change or restart a unit: changed files, versions of packages, base images, values and fields.',
  input: z.object({ unit: fields.unit.describe('the unit') }),
  effect: 'read',
  needsWorkspace: true,
  async run({ unit }, { place, signal }) {
    if (!place.workspace) throw new TypeError('no workspace');
    const result = await runProgram(place.workspace, ['explain', unit], signal);
    const answer = result.answers.find(({ type }) => type === 'explanation');
    if (!answer) throw failureOf(result);
    return describeExplanation(answer as unknown as Explanation, { style: plain, now: Date.now() });
  },
});
