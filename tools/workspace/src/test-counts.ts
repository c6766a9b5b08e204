import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from './run.ts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** Where tools/jest writes one file of counts per project and level. */
export const resultsFolder = join(workspaceRoot, 'dist/test-results');

export function readCounts(folder = resultsFolder): readonly Counts[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Counts);
}

export function addUp(counts: readonly Counts[]): Counts {
  return counts.reduce(
    (sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }),
    { passed: 0, failed: 0 },
  );
}
