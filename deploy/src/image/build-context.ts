import { readFile, readdir, readlink, realpath, lstat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import dockerignore from '@balena/dockerignore';

/** A file, folder or link of the build context. */
export interface ContextNode {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink';
  /** 755 for folders and what its owner may execute, else 644, so that no umask reaches the image. */
  readonly mode: number;
  /** Bytes of a file. */
  readonly size: number;
  /** Where it lies on disk, absolute. */
  readonly file: string;
  readonly linkTarget?: string;
}

/** The files that COPY can see: a folder without what its `.dockerignore` names. */
export interface BuildContext {
  /** Absolute. */
  readonly folder: string;
  /**
   * What a COPY source names: one path, or with `*`, `?` and `[…]` any number, sorted. Links in the path and at its end
   * are followed; one that leaves the folder throws OutsideContext. Empty when nothing is there or all of it is ignored.
   */
  find(source: string): Promise<ContextNode[]>;
  /** What lies in a folder of the context, sorted by name; sockets and devices are left out. */
  children(folder: ContextNode): Promise<ContextNode[]>;
}

/** A source that is not below the context's folder. */
export class OutsideContext extends Error {}

interface Ignored {
  readonly matches: (path: string) => boolean;
  /** Whether a line takes something back (`!dist`), also below a folder that is ignored. */
  readonly hasExceptions: boolean;
}

/** Opens the folder of a Dockerfile as its build context; `NAME.dockerignore` wins over `.dockerignore`, as in BuildKit. */
export async function openBuildContext(dockerfile: string): Promise<BuildContext> {
  const folder = await realpath(dirname(dockerfile));
  const ignored = await readIgnored(folder, basename(dockerfile));
  return {
    folder,
    find: (source) => find(source, { folder, ignored }),
    children: (parent) => children(parent, { folder, ignored }),
  };
}

interface Bounds {
  readonly folder: string;
  readonly ignored: Ignored;
}

async function readIgnored(folder: string, dockerfileName: string): Promise<Ignored> {
  for (const name of [`${dockerfileName}.dockerignore`, '.dockerignore']) {
    const text = await readFile(join(folder, name), 'utf8').catch(missingAsUndefined);
    if (text === undefined) continue;
    const matcher = dockerignore.default().add(text);
    return { matches: (path) => path !== '' && matcher.ignores(path), hasExceptions: /^\s*!/m.test(text) };
  }
  return { matches: () => false, hasExceptions: false };
}

async function find(source: string, bounds: Bounds): Promise<ContextNode[]> {
  const parts = source.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.reduce(depthAfter, 0) < 0) throw new OutsideContext(source);
  const files = await expand(bounds.folder, parts);
  const nodes = await Promise.all(files.map((file) => followed(file, bounds)));
  return nodes.filter((node) => node !== undefined);
}

/** Counts how deep a path is; once it has left its start it never comes back. */
function depthAfter(depth: number, part: string): number {
  if (depth < 0) return depth;
  return part === '..' ? depth - 1 : depth + 1;
}

/** Paths on disk that match, part by part as Go's filepath.Match does. */
async function expand(folder: string, parts: readonly string[]): Promise<string[]> {
  const [part, ...rest] = parts;
  if (part === undefined) return [folder];
  if (!/[*?[\\]/.test(part)) return expand(join(folder, part), rest);
  const pattern = toPattern(part);
  const names = (await readdir(folder).catch(missingAsUndefined)) ?? [];
  const matching = names.filter((name) => pattern.test(name)).sort(byBytes);
  return (await Promise.all(matching.map((name) => expand(join(folder, name), rest)))).flat();
}

/** The pattern language of Go's path/filepath.Match, for one part of a path. */
function toPattern(part: string): RegExp {
  const text = part.replace(
    /\\(.)|(\*)|(\?)|\[\^?(?:\\.|[^\]\\])+\]|[\s\S]/g,
    (found, escaped?: string, ...more) => {
      if (escaped !== undefined) return escapeLiteral(escaped);
      if (more[0] !== undefined) return '.*';
      if (more[1] !== undefined) return '.';
      return found.length > 1 ? found : escapeLiteral(found);
    },
  );
  return new RegExp(`^${text}$`, 's');
}

function escapeLiteral(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** The node that a source path leads to, under the name it was found by. */
async function followed(file: string, bounds: Bounds): Promise<ContextNode | undefined> {
  const target = await realpath(file).catch(missingAsUndefined);
  if (target === undefined) return undefined;
  const inside = relative(bounds.folder, target);
  if (inside === '..' || inside.startsWith(`..${sep}`)) throw new OutsideContext(file);
  const node = await readNode(target);
  if (!node || !(await isSeen(node, bounds))) return undefined;
  return { ...node, name: basename(file) };
}

async function children(parent: ContextNode, bounds: Bounds): Promise<ContextNode[]> {
  const names = (await readdir(parent.file)).sort(byBytes);
  const nodes = await Promise.all(names.map((name) => readNode(join(parent.file, name))));
  const seen = await Promise.all(nodes.map(async (node) => node && (await isSeen(node, bounds)) && node));
  return seen.filter((node) => node !== undefined && node !== false);
}

/** An ignored folder counts as seen when something below it is not ignored. */
async function isSeen(node: ContextNode, bounds: Bounds): Promise<boolean> {
  const { folder, ignored } = bounds;
  if (!ignored.matches(relative(folder, node.file).split(sep).join('/'))) return true;
  return ignored.hasExceptions && node.type === 'directory' && (await children(node, bounds)).length > 0;
}

async function readNode(file: string): Promise<ContextNode | undefined> {
  const status = await lstat(file);
  const base = { name: basename(file), file };
  if (status.isDirectory()) return { ...base, type: 'directory', mode: 0o755, size: 0 };
  if (status.isSymbolicLink())
    return { ...base, type: 'symlink', mode: 0o777, size: 0, linkTarget: await readlink(file) };
  if (!status.isFile()) return undefined;
  return { ...base, type: 'file', mode: status.mode & 0o100 ? 0o755 : 0o644, size: status.size };
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function missingAsUndefined(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
