import * as z from 'zod';
import { describeHistory } from '../../report/describe-history.ts';
import { plain } from '../../report/style.ts';
import { defineTool, fields } from '../tool.ts';

export const historyTool = defineTool({
  name: 'history',
  title: 'What ran before',
  description:
    'Lists the revisions of each unit that can be gone back to, newest first: when, by whom, commit, image; and how the last deploy ended.',
  input: z.object({ unit: fields.unit.optional().describe('only this unit; all when left out') }),
  effect: 'read',
  async run({ unit }, { place, signal }) {
    const { readHistory } = await import('../../history/read-history.ts');
    const { environment, connection } = place.session;
    const history = await readHistory({ environment, connection, unit }, { signal });
    return describeHistory(history, { style: plain, now: Date.now() });
  },
});
