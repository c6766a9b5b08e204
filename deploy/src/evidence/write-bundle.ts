import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EvidenceFiles } from './evidence-files.ts';

const bundlesMax = 10;

/**
 * Writes a bundle as a folder that is there completely or not at all, and lets go of the oldest ones.
 *
 * @param bundles.folder holds the bundles of one environment
 * @param bundles.name begins with the time, so that names sort by age
 * @returns the bundle's path
 */
export async function writeBundle(
  files: EvidenceFiles,
  { folder, name }: { readonly folder: string; readonly name: string },
): Promise<string> {
  const unfinished = join(folder, `${name}${unfinishedSuffix}`);
  for (const [file, text] of Object.entries(files)) {
    const path = join(unfinished, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { mode: 0o600 });
  }
  const path = join(folder, name);
  await rename(unfinished, path);
  await dropOldest(folder);
  return path;
}

/** Of a program that was killed while it wrote. */
const unfinishedSuffix = '.unfinished';

async function dropOldest(folder: string): Promise<void> {
  const newestFirst = (await readdir(folder)).toSorted().toReversed();
  await Promise.all(
    newestFirst.slice(bundlesMax).map((name) => rm(join(folder, name), { recursive: true, force: true })),
  );
}
