import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface GitState {
  /** Files that differ from the commit that is checked out, or that git does not know; without those that it ignores. */
  readonly changedFiles: readonly string[];
  /** Branches, of this clone and of its remotes, that the commit is on. */
  readonly branches: readonly string[];
}

/** What git says of the workspace; undefined where there is no git, or no commit yet. */
export async function readGitState(workspaceRoot: string): Promise<GitState | undefined> {
  const git = async (...words: string[]) => {
    const options = { cwd: workspaceRoot, maxBuffer: 64 * 1024 * 1024 };
    return (await promisify(execFile)('git', words, options)).stdout;
  };
  try {
    const [status, refs] = await Promise.all([
      git('status', '--porcelain', '-z', '--no-renames', '--untracked-files=all', '--', '.'),
      git('for-each-ref', '--contains=HEAD', '--format=%(refname)', 'refs/heads', 'refs/remotes'),
    ]);
    const changedFiles = status
      .split('\0')
      .filter(Boolean)
      .map((entry) => entry.slice('XY '.length));
    const branches = refs.split('\n').filter(Boolean).map(branchOf);
    return { changedFiles, branches: [...new Set(branches)].filter((name) => name !== 'HEAD') };
  } catch {
    return undefined;
  }
}

/** `feature/a` of `refs/heads/feature/a` and of `refs/remotes/origin/feature/a`. */
function branchOf(ref: string): string {
  return ref.replace(/^refs\/(heads|remotes\/[^/]+)\//, '');
}
