import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the workspace with Nx's hash of its content; what .gitignore and .nxignore name is none. */
export interface WorkspaceFile {
  /** Relative to the workspace. */
  readonly file: string;
  readonly hash: string;
}

/** Where Nx keeps what it knows of a workspace; `nx reset` empties it. */
export function workspaceDataFolder(root: string): string {
  return join(root, '.nx/workspace-data');
}

/**
 * Hashes every file of the workspace with Nx's own native code, which reads only what changed since it last looked: a
 * fraction of the time that the project graph takes.
 *
 * Nx goes by modification times in whole seconds, so that it misses a change within the second in which it last read a
 * file. Where such a file is another than Nx remembers, Nx is made to forget, for this process and for those that follow.
 */
export async function readWorkspaceFiles(root: string): Promise<readonly WorkspaceFile[]> {
  const { default: native } = await import('nx/src/native/index.js');
  const folder = workspaceDataFolder(root);
  mkdirSync(folder, { recursive: true });
  const archive = join(folder, 'nx_files.nxt');
  const readAt = modifiedAt(archive);
  const files = new native.WorkspaceContext(root, folder).allFileData();
  const isMissed = ({ file, hash }: WorkspaceFile) => {
    const path = join(root, file);
    return modifiedAt(path) >= readAt - doubtfulMs && native.hashFile(path) !== hash;
  };
  if (readAt === 0 || !files.some(isMissed)) return files;
  rmSync(archive, { force: true });
  return new native.WorkspaceContext(root, folder).allFileData();
}

/** The second in which Nx read the files, and the time until it wrote that down. */
const doubtfulMs = 2_000;

/** In milliseconds since 1970; 0 where there is no such file. */
function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
