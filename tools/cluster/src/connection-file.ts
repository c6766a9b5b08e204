import { rmSync } from 'node:fs';
import { z } from 'zod/mini';
import type { Cluster } from './cluster.ts';
import { readFileIfThere, writeFileAtomically } from './host/write-file.ts';

const connectionSchema = z.looseObject({
  name: z.string(),
  provider: z.string(),
  kubeconfig: z.string(),
  registry: z.string(),
  mirrors: z.optional(z.record(z.string(), z.string())),
});

/**
 * Writes down how the cluster is reached, for deploy and the tools. The mirrors that another tool wrote for the same
 * cluster stay; those of another cluster do not.
 */
export function writeConnection(file: string, cluster: Cluster): void {
  const before = readConnection(file);
  const isSame =
    before?.name === cluster.name &&
    before.provider === cluster.provider &&
    before.registry === cluster.registry;
  const mirrors = isSame && before.mirrors ? { mirrors: before.mirrors } : {};
  writeFileAtomically(file, `${JSON.stringify({ ...cluster, ...mirrors }, null, 2)}\n`);
}

/** Removes the file when it names this cluster, and leaves it when it names another. */
export function removeConnection(file: string, cluster: Pick<Cluster, 'name' | 'provider'>): void {
  const connection = readConnection(file);
  if (connection?.name === cluster.name && connection.provider === cluster.provider) rmSync(file);
}

/** A file that is damaged holds nothing worth keeping. */
function readConnection(file: string): z.infer<typeof connectionSchema> | undefined {
  try {
    const parsed = connectionSchema.safeParse(JSON.parse(readFileIfThere(file) ?? 'null'));
    return parsed.data;
  } catch {
    return undefined;
  }
}
