import { readdirSync } from 'node:fs';
import { z } from 'zod/mini';
import { ClusterError } from '../../errors.ts';
import { readFileIfThere, writeFileAtomically } from '../../host/write-file.ts';
import type { Allocation } from './allocation.ts';
import { clusterLayout, clusterNamePattern, type Layout } from './layout.ts';

const port = z.int().check(z.gte(1), z.lte(65_535));
const stateSchema = z.object({
  version: z.literal(1),
  allocation: z.object({
    ports: z.object({ http: port, https: port, registry: port, api: port }),
    subnet: z.int().check(z.gte(1), z.lte(254)),
  }),
});

/**
 * What a cluster was given at its first start; undefined before that.
 *
 * @throws FILE_INVALID when the file was damaged or written by something else
 */
export function readAllocation({ stateFile }: Layout): Allocation | undefined {
  const text = readFileIfThere(stateFile);
  if (text === undefined) return undefined;
  try {
    return stateSchema.parse(JSON.parse(text)).allocation;
  } catch (error) {
    throw new ClusterError(
      'FILE_INVALID',
      { file: stateFile, problem: 'it is not a state of a cluster' },
      error,
    );
  }
}

export function writeAllocation({ stateFile }: Layout, allocation: Allocation): void {
  writeFileAtomically(stateFile, `${JSON.stringify({ version: 1, allocation }, null, 2)}\n`);
}

/** Names of the clusters that have a folder, running or not. */
export function clusterNames(clustersDir: string): string[] {
  try {
    return readdirSync(clustersDir).filter((name) => clusterNamePattern.test(name));
  } catch {
    return [];
  }
}

/** What the other clusters below the same folder own. */
export function allocationsOfOthers(clustersDir: string, name: string): Allocation[] {
  return clusterNames(clustersDir)
    .filter((other) => other !== name)
    .map((other) => readAllocation(clusterLayout(clustersDir, other)))
    .filter((allocation) => allocation !== undefined);
}
