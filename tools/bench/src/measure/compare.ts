import type { Bench } from '../bench.ts';

export interface Subject {
  readonly name: string;
  /** Does it once, and answers how many milliseconds that took; run 0 is not measured. */
  readonly once: (run: number) => Promise<number>;
  /** Fewer runs than the others get. */
  readonly runsMax?: number | undefined;
}

export interface Series {
  readonly name: string;
  readonly samples: readonly number[];
}

/**
 * Measures several ways to the same end in turn, round after round, so that whatever the machine does meanwhile meets
 * all of them alike. A first round warms caches up and does not count.
 */
export async function compare(
  subjects: readonly Subject[],
  { runs, signal, say }: Pick<Bench, 'runs' | 'signal' | 'say'>,
): Promise<readonly Series[]> {
  const series = subjects.map(({ name }) => ({ name, samples: [] as number[] }));
  for (let run = 0; run <= runs; run++) {
    for (const [index, { name, once, runsMax = runs }] of subjects.entries()) {
      signal.throwIfAborted();
      if (run > runsMax) continue;
      const durationMs = await once(run);
      say(`  ${run === 0 ? 'warm-up' : `run ${run}/${runs}`}  ${name}: ${(durationMs / 1000).toFixed(2)} s`);
      if (run > 0) series[index]?.samples.push(durationMs);
    }
  }
  return series;
}
