import { posix } from 'node:path';
import type { LayerEntry } from '@todo/oci';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** What is known of a path of an image without its content. */
export interface TreeNode extends Owner {
  readonly type: 'file' | 'directory' | 'symlink';
  readonly mode: number;
  readonly linkTarget?: string;
}

/** A path of an image that is not what it would have to be; the caller knows the instruction. */
export class TreeConflict extends Error {}

const linksMax = 255;
const newDirectoryMode = 0o755;

/**
 * The files of an image while it is assembled: those of the base and, over them, what instructions added.
 * Paths have no leading slash; the root is the empty path.
 */
export interface ImageTree {
  get(path: string): TreeNode | undefined;
  /** The path with all symbolic links followed, within the image as chroot would; missing parts stay as they are. */
  resolve(path: string): string;
  /** Creates a directory and its missing parents with mode 755; links in its path are followed. */
  makeDirectories(path: string, owner: Owner): void;
  /** Adds an entry or replaces one; its parent must exist. */
  put(entry: LayerEntry): void;
  /** What was put since the last call. */
  takeChanges(): LayerEntry[];
}

export function createImageTree(base: ReadonlyMap<string, TreeNode>): ImageTree {
  const added = new Map<string, TreeNode>();
  let changes = new Map<string, LayerEntry>();
  const get = (path: string) => (path === '' ? root : (added.get(path) ?? base.get(path)));
  const put = (entry: LayerEntry) => {
    if (entry.type !== 'directory' && get(entry.path)?.type === 'directory')
      throw new TreeConflict(`/${entry.path} is a directory and cannot be replaced by a file`);
    added.set(entry.path, entry);
    changes.set(entry.path, entry);
  };
  return {
    get,
    put,
    resolve: (path) => resolveLinks(get, path),
    makeDirectories(path, owner) {
      const parts = resolveLinks(get, path).split('/').filter(Boolean);
      for (const index of parts.keys()) {
        const directory = parts.slice(0, index + 1).join('/');
        const node = get(directory);
        if (node && node.type !== 'directory') throw new TreeConflict(`/${directory} is not a directory`);
        if (!node) put({ type: 'directory', path: directory, mode: newDirectoryMode, ...owner });
      }
    },
    takeChanges() {
      const taken = [...changes.values()];
      changes = new Map();
      return taken;
    },
  };
}

const root: TreeNode = { type: 'directory', mode: newDirectoryMode, uid: 0, gid: 0 };

function resolveLinks(get: ImageTree['get'], path: string): string {
  let rest = path.split('/').filter(Boolean);
  let done: string[] = [];
  let links = 0;
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    if (part === '.') continue;
    if (part === '..') {
      done = done.slice(0, -1);
      continue;
    }
    const node = get([...done, part].join('/'));
    if (node?.type !== 'symlink' || node.linkTarget === undefined) {
      done.push(part);
      continue;
    }
    if (++links > linksMax) throw new TreeConflict(`/${path} leads through too many symbolic links`);
    if (posix.isAbsolute(node.linkTarget)) done = [];
    rest = [...node.linkTarget.split('/').filter(Boolean), ...rest];
  }
  return done.join('/');
}
