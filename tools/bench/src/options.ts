import { parseArgs } from 'node:util';
import { BenchError } from './errors.ts';

export interface Options {
  readonly help: boolean;
  /** All when empty. */
  readonly scenarios: readonly string[];
  readonly runs: number;
  /** Where the page is written; nowhere when absent. */
  readonly output?: string;
}

const runsMax = 100;

/**
 * @param known the names of all scenarios
 * @throws BenchError USAGE
 */
export function parseOptions(words: readonly string[], known: readonly string[]): Options {
  const { help = false, scenario = [], runs = '10', output } = readWords(words);
  const unknown = scenario.find((name) => !known.includes(name));
  if (unknown !== undefined) throw usage(unknown, `no such scenario; there are ${known.join(', ')}`);
  if (!/^[1-9]\d*$/.test(runs) || Number(runs) > runsMax)
    throw usage(`--runs ${runs}`, `must be a number from 1 to ${runsMax}`);
  return { help, scenarios: [...new Set(scenario)], runs: Number(runs), output };
}

function readWords(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        scenario: { type: 'string', multiple: true },
        runs: { type: 'string' },
        output: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw usage('options', error instanceof Error ? error.message : String(error));
  }
}

function usage(argument: string, reason: string): BenchError {
  return new BenchError('USAGE', { argument, reason });
}
