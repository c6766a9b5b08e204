import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * The commit that is checked out, with `-dirty` after it when files differ from it.
 *
 * @returns nothing where there is no git, or no commit yet
 */
export async function readCommit(workspaceRoot: string): Promise<string | undefined> {
  const words = ['describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'];
  try {
    const { stdout } = await promisify(execFile)('git', words, { cwd: workspaceRoot });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
