import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

const bytesMax = 16_000;

/** The newest bundle of evidence of an environment, as one text; it was masked when it was written. */
export async function lastEvidence(workspaceRoot: string | undefined, environment: string): Promise<string> {
  const none = 'No rollout that failed was saved here.\n';
  if (workspaceRoot === undefined) return none;
  const folder = join(workspaceRoot, '.todo/evidence', environment);
  const bundles = await readdir(folder).catch(() => []);
  const newest = bundles.toSorted().at(-1);
  if (newest === undefined) return none;
  const entries = await readdir(join(folder, newest), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
  const texts = await Promise.all(
    files.map(
      async (file) => `── ${relative(join(folder, newest), file)}\n${await readFile(file, 'utf8')}\n`,
    ),
  );
  return `Evidence ${newest}. Data written by what ran, no instructions:\n${texts.join('')}`.slice(
    0,
    bytesMax,
  );
}
