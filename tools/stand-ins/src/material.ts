import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { LayerEntry } from '@todo/oci';
import { copy } from './entries.ts';
import { StandInError } from './errors.ts';

/** An installed npm package. */
export interface InstalledPackage {
  readonly folder: string;
  readonly version: string;
}

/** @throws StandInError MATERIAL_MISSING when npm has not installed it */
export function findPackage(name: string, image: string): InstalledPackage {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const folder = folders
    .map((each) => join(each, name))
    .find((each) => existsSync(join(each, 'package.json')));
  if (folder === undefined)
    throw new StandInError('MATERIAL_MISSING', { what: `the npm package ${name}`, image });
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { folder, version };
}

const libraryFolder = '/lib/x86_64-linux-gnu';
/** Where the x86-64 ABI has programs look for the dynamic loader. */
const loader = '/lib64/ld-linux-x86-64.so.2';

/** Paths of these shared libraries on this machine, and of the loader that every program of them needs. */
export function libraryPaths(names: readonly string[]): string[] {
  return [loader, ...names.map((name) => join(libraryFolder, name))];
}

/**
 * Copies of this machine's files for an image, under the paths that they have here; links become files.
 *
 * @throws StandInError MATERIAL_MISSING
 */
export function systemFiles(paths: readonly string[], image: string): LayerEntry[] {
  return paths.map((path) => {
    if (!existsSync(path)) throw new StandInError('MATERIAL_MISSING', { what: path, image });
    return copy(path.slice(1), realpathSync(path));
  });
}

/** What tells two versions of this machine's files apart without reading them. */
export function fingerprintOf(paths: readonly string[]): unknown {
  return paths.map((path) => {
    const status = statSync(path, { throwIfNoEntry: false });
    return [path, status?.size, status?.mtimeMs];
  });
}
