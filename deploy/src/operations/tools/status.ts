import * as z from 'zod';
import { describeStatus } from '../../report/describe-status.ts';
import { plain } from '../../report/style.ts';
import { defineTool } from '../tool.ts';

export const statusTool = defineTool({
  name: 'status',
  title: 'What runs',
  description:
    'Lists each unit that runs: commit, age, image, whether it is ready, and what others changed by hand since (drift). Start here.',
  input: z.object({}),
  effect: 'read',
  async run(_input, { place, signal }) {
    const { readStatus } = await import('../../read-status.ts');
    const { environment, connection } = place.session;
    const status = await readStatus({ environment, connection }, { signal });
    return describeStatus(status, { style: plain, now: Date.now(), address: connection.address });
  },
});
