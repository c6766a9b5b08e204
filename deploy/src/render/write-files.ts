import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DeployError } from '../errors.ts';
import type { RenderedFile } from './rendered-files.ts';

/** Lists what a render made, in the format of sha256sum: `sha256sum --check .todo-deploy-render` tells what changed since. */
const indexName = '.todo-deploy-render';

export interface FolderChange {
  /** Paths that now are others than before. */
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
  /** No longer wanted, and left there: somebody else changed them. */
  readonly kept: readonly string[];
}

/**
 * Makes a folder hold these files. Of what else is in it, only files go that an earlier render made and that are still as
 * it made them. The index names every file before it is there and until it is gone, so that none is ever nobody's.
 *
 * @throws DeployError RENDER_BLOCKED, with nothing written, where somebody else's file is in the way
 */
export function writeFiles(folder: string, files: readonly RenderedFile[]): FolderChange {
  const former = readIndex(folder);
  const wanted = new Map(files.map(({ path, content }) => [path, hashOf(content)]));
  for (const { path } of files) refuseForeign(folder, path, former);

  mkdirSync(folder, { recursive: true });
  writeIndex(folder, new Map([...former, ...wanted]));
  const outdated = files.filter(({ path, content }) => currentHash(folder, path) !== hashOf(content));
  for (const file of outdated) writeOne(folder, file);
  const stale = [...former].filter(([path]) => !wanted.has(path) && existsSync(join(folder, path)));
  const isOurs = ([path, hash]: readonly [string, string]) => currentHash(folder, path) === hash;
  const removed = stale.filter(isOurs).map(([path]) => path);
  for (const path of removed) removeOne(folder, path);
  writeIndex(folder, wanted);

  const written = outdated.map(({ path }) => path);
  const unchanged = files.map(({ path }) => path).filter((path) => !written.includes(path));
  const kept = stale.map(([path]) => path).filter((path) => !removed.includes(path));
  return { written, unchanged, removed, kept };
}

const linePattern = /^([0-9a-f]{64}) {2}([a-z0-9-]+\/[^/]+_[^/]+\.yaml)$/;

function readIndex(folder: string): ReadonlyMap<string, string> {
  const file = join(folder, indexName);
  if (!existsSync(file)) return new Map();
  // A line that no render wrote names nothing of ours.
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => linePattern.exec(line));
  return new Map(lines.flatMap((match) => (match ? [[match[2] ?? '', match[1] ?? ''] as const] : [])));
}

function writeIndex(folder: string, hashes: ReadonlyMap<string, string>): void {
  const lines = [...hashes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, hash]) => `${hash}  ${path}\n`);
  writeFileSync(join(folder, indexName), lines.join(''));
}

function refuseForeign(folder: string, path: string, former: ReadonlyMap<string, string>): void {
  const parent = dirname(join(folder, path));
  if (existsSync(parent) && !lstatSync(parent).isDirectory())
    throw new DeployError('RENDER_BLOCKED', { path: parent });
  if (!former.has(path) && existsSync(join(folder, path)))
    throw new DeployError('RENDER_BLOCKED', { path: join(folder, path) });
}

/** Undefined where there is no file, or something else than one. */
function currentHash(folder: string, path: string): string | undefined {
  const file = join(folder, path);
  if (!existsSync(file) || !lstatSync(file).isFile()) return undefined;
  return hashOf(readFileSync(file, 'utf8'));
}

function writeOne(folder: string, { path, content, isSecret }: RenderedFile): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  // A link that took the file's place would lead elsewhere.
  rmSync(file, { force: true });
  writeFileSync(file, content, { mode: isSecret ? 0o600 : 0o644 });
}

function removeOne(folder: string, path: string): void {
  const file = join(folder, path);
  rmSync(file);
  if (readdirSync(dirname(file)).length === 0) rmdirSync(dirname(file));
}

function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
