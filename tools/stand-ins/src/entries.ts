import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LayerEntry } from '@todo/oci';

interface Permissions {
  readonly mode?: number;
  /** Of user and group alike. */
  readonly id?: number;
}

export function directory(path: string, { mode = 0o755, id = 0 }: Permissions = {}): LayerEntry {
  return { type: 'directory', path, mode, uid: id, gid: id };
}

/** A file of the image with this text. */
export function text(path: string, content: string, { mode = 0o644, id = 0 }: Permissions = {}): LayerEntry {
  const bytes = Buffer.from(content);
  return { type: 'file', path, mode, uid: id, gid: id, size: bytes.length, content: bytes };
}

/** A file of the image that is a copy of one on disk; it may be executed when that may. */
export function copy(path: string, source: string): LayerEntry {
  const { size, mode } = statSync(source);
  return { type: 'file', path, mode: mode & 0o100 ? 0o755 : 0o644, uid: 0, gid: 0, size, content: source };
}

export function link(path: string, linkTarget: string): LayerEntry {
  return { type: 'symlink', path, mode: 0o777, uid: 0, gid: 0, linkTarget };
}

/** A folder of the image that is a copy of one on disk, without its symbolic links and what `isWanted` refuses. */
export function copyFolder(path: string, source: string, isWanted: (path: string) => boolean): LayerEntry[] {
  const inside = readdirSync(source, { withFileTypes: true }).flatMap((found) => {
    const target = `${path}/${found.name}`;
    const file = join(source, found.name);
    if (found.isSymbolicLink() || !isWanted(target)) return [];
    if (found.isDirectory()) return copyFolder(target, file, isWanted);
    return [copy(target, file)];
  });
  return [directory(path), ...inside];
}

/** The folders that entries lie in and that are not among them, with mode 755 and owner root. */
export function parentsOf(entries: readonly LayerEntry[]): LayerEntry[] {
  const known = new Set(entries.map(({ path }) => path));
  const parents = new Set(
    entries.flatMap(({ path }) => foldersAbove(path)).filter((path) => !known.has(path)),
  );
  return [...parents].map((path) => directory(path));
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
