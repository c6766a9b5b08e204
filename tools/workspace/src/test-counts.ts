import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from './run.ts';

export type Level = 'unit' | 'integration' | 'e2e';

/** What the tests of one project and level came to. */
export interface Counts {
  readonly level: Level;
  readonly passed: number;
  /** `deploy unit › src/scale.spec.ts › asks first`, one per test that failed. */
  readonly failures: readonly string[];
}

/** How a stage ended; one of tests has their level. */
export interface StageEnd {
  readonly name: string;
  readonly exitCode: number;
  readonly level?: Level | undefined;
}

/** Where tools/jest writes one file of counts per project and level. */
export const resultsFolder = join(workspaceRoot, 'dist/test-results');

export function readCounts(folder = resultsFolder): readonly Counts[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Counts);
}

/**
 * Adds up a whole run. A stage without tests counts as one; a stage of tests does so only when it failed although no test
 * of its own did.
 */
export function addUp(ends: readonly StageEnd[], counts: readonly Counts[]): Omit<Counts, 'level'> {
  const isTold = ({ level }: StageEnd) =>
    counts.some((each) => each.level === level && each.failures.length > 0);
  const failedStages = ends.filter((end) => end.exitCode !== 0 && !isTold(end)).map(({ name }) => name);
  const passedStages = ends.filter(({ exitCode, level }) => exitCode === 0 && level === undefined);
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, passedStages.length),
    failures: [...failedStages, ...counts.flatMap(({ failures }) => failures)],
  };
}
