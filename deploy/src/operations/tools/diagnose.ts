import * as z from 'zod';
import { describeDiagnosis } from '../../report/describe-diagnosis.ts';
import { shorten } from '../../report/format.ts';
import { plain } from '../../report/style.ts';
import { defineTool, fields } from '../tool.ts';

const lineCharactersMax = 320;

export const diagnoseTool = defineTool({
  name: 'diagnose',
  title: 'Why it is not healthy',
  description:
    'Says per unit whether it is healthy, and if not the gravest cause with its evidence (exit code, last log lines, probe, scheduler, quota, policy) and one thing to do. Use it for any question of why something fails.',
  input: z.object({ unit: fields.unit.optional().describe('only this unit; all when left out') }),
  effect: 'read',
  async run({ unit }, { place, signal }) {
    const { readDiagnosis } = await import('../../read-diagnosis.ts');
    const { environment, connection } = place.session;
    const only = unit === undefined ? [] : [unit];
    const text = describeDiagnosis(await readDiagnosis({ environment, connection, only }, { signal }), plain);
    // A line of a log, which a cause ends with and the evidence repeats, may be as long as its writer liked.
    return text
      .split('\n')
      .map((line) => shorten(line, lineCharactersMax))
      .join('\n');
  },
});
