import { posix } from 'node:path';
import type { BuildContext, ContextNode } from './build-context.ts';
import { type ImageTree, type Owner, TreeConflict } from './image-tree.ts';

/** A COPY instruction whose sources are found. */
export interface Copy {
  readonly sources: readonly ContextNode[];
  /** Absolute in the image; a trailing slash makes it a directory. */
  readonly destination: string;
  readonly owner: Owner;
  /** Instead of the sources' own modes, for files and folders alike. */
  readonly mode?: number;
}

/**
 * Copies files into an image as BuildKit does: a folder's content goes into the destination, a file into a destination
 * that is a directory or takes its name; directories that have to be created get mode 755.
 *
 * @throws TreeConflict where a file would have to be a directory, or the other way round
 */
export async function copyFiles(tree: ImageTree, context: BuildContext, copy: Copy): Promise<void> {
  const { sources, destination, owner } = copy;
  const isDirectory = destination.endsWith('/');
  if (sources.length > 1 && !isDirectory && tree.get(tree.resolve(destination))?.type !== 'directory')
    throw new TreeConflict(`${destination} must end with / to take ${sources.length} sources`);
  for (const source of sources) {
    tree.makeDirectories(isDirectory ? destination : posix.dirname(destination), owner);
    const target = prepareTarget(tree, source, copy);
    await copyNode(source, target, { tree, context, copy, isTop: true });
  }
}

function prepareTarget(tree: ImageTree, source: ContextNode, { destination, owner }: Copy): string {
  const named = tree.resolve(destination);
  const existing = tree.get(named);
  if (source.type !== 'directory') return existing?.type === 'directory' ? join(named, source.name) : named;
  if (!existing) tree.makeDirectories(named, owner);
  return named;
}

interface Progress {
  readonly tree: ImageTree;
  readonly context: BuildContext;
  readonly copy: Copy;
  /** Whether the node is a source itself, whose existing target directory stays as it is. */
  readonly isTop: boolean;
}

async function copyNode(node: ContextNode, path: string, progress: Progress): Promise<void> {
  const { tree, copy } = progress;
  const mode = copy.mode ?? node.mode;
  switch (node.type) {
    case 'file':
      return tree.put({ type: 'file', path, mode, ...copy.owner, size: node.size, content: node.file });
    case 'symlink':
      return tree.put({
        type: 'symlink',
        path,
        mode: 0o777,
        ...copy.owner,
        linkTarget: node.linkTarget ?? '',
      });
    case 'directory':
      return copyDirectory(node, path, progress);
  }
}

async function copyDirectory(node: ContextNode, path: string, progress: Progress): Promise<void> {
  const { tree, context, copy, isTop } = progress;
  const existing = tree.get(path);
  if (existing && existing.type !== 'directory')
    throw new TreeConflict(`/${path} is not a directory, so the folder ${node.name} cannot be copied to it`);
  if (!isTop) tree.put({ type: 'directory', path, mode: copy.mode ?? node.mode, ...copy.owner });
  for (const child of await context.children(node))
    await copyNode(child, join(path, child.name), { ...progress, isTop: false });
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
