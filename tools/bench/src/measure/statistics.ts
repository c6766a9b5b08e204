/** Minimum, median and maximum of what several runs took. */
export interface Summary {
  readonly runs: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** @param samples at least one */
export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) throw new RangeError('No samples to summarize');
  const middle = (sorted.length - 1) / 2;
  const lower = sorted[Math.floor(middle)] ?? min;
  const upper = sorted[Math.ceil(middle)] ?? max;
  return { runs: sorted.length, min, median: (lower + upper) / 2, max };
}
