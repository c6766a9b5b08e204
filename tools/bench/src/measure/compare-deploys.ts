import type { Bench } from '../bench.ts';
import type { Contender } from '../contenders/contender.ts';
import type { Row } from '../report/section.ts';
import { compare } from './compare.ts';
import { countRuns, trafficFacts, type CountedRun } from './count-runs.ts';

export interface DeployComparison {
  /** Whole commands, with their traffic. */
  readonly rows: readonly Row[];
  /** Runs whose calls were counted and whose memory was watched, in the order of the rows. */
  readonly counted: readonly (readonly CountedRun[])[];
}

export interface ComparisonOptions {
  /** How many runs are counted after those that are timed. */
  readonly countedRuns: number;
  /** Makes ready what is deployed next; not measured. */
  readonly prepare?: (contender: Contender, run: number) => Promise<void>;
}

/** Times whole deploys directly against the cluster, and then counts the calls and the memory of some more. */
export async function compareDeploys(
  bench: Bench,
  contenders: readonly Contender[],
  { countedRuns, prepare }: ComparisonOptions,
): Promise<DeployComparison> {
  const subjects = contenders.map((contender) => ({
    name: contender.name,
    runsMax: contender.runsMax,
    once: async (run: number) => {
      await prepare?.(contender, run);
      return (await contender.deploy(bench.direct)).durationMs;
    },
  }));
  const series = await compare(subjects, bench);
  const counted: (readonly CountedRun[])[] = [];
  for (const contender of contenders) {
    const before = (run: number) => prepare?.(contender, bench.runs + 1 + run);
    counted.push(await countRuns(bench, contender, { runs: countedRuns, before }));
  }
  const rows = series.map((each, index) => ({ ...each, facts: trafficFacts(counted[index] ?? []) }));
  return { rows, counted };
}

/** The memory of counted runs, as rows of a table of its own. */
export function memoryRows({ rows, counted }: DeployComparison): readonly Row[] {
  return rows.map(({ name }, index) => ({
    name,
    samples: (counted[index] ?? []).map(({ memoryBytes }) => memoryBytes),
  }));
}

/** The time during which counted runs had a call under way, as rows of a table of their own. */
export function busyRows({ rows, counted }: DeployComparison): readonly Row[] {
  return rows.map(({ name }, index) => ({
    name,
    samples: (counted[index] ?? []).map(({ traffic }) => traffic.busyMs),
  }));
}
