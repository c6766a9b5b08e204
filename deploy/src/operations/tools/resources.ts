import * as z from 'zod';
import { describeResources } from '../../report/describe-resources.ts';
import { plain } from '../../report/style.ts';
import { defineTool, fields } from '../tool.ts';

export const resourcesTool = defineTool({
  name: 'resources',
  title: 'What it asks for and takes',
  description:
    'Per container: replicas, requests, limits, usage where the cluster measures it, restarts and memory kills; with findings, each naming the value to edit. Use it for questions of size, cost and load.',
  input: z.object({ unit: fields.unit.optional().describe('only this unit; all when left out') }),
  effect: 'read',
  async run({ unit }, { place, signal }) {
    const { readResources } = await import('../../resources/read-resources.ts');
    const { environment, connection } = place.session;
    const only = unit === undefined ? [] : [unit];
    return describeResources(await readResources({ environment, connection, only }, { signal }), plain);
  },
});
