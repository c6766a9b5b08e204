import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';

/**
 * The commit that is checked out, with `-dirty` after it when files differ from it.
 *
 * @returns nothing where there is no git, or no commit yet
 */
export async function readCommit(workspaceRoot: string): Promise<string | undefined> {
  return git(workspaceRoot, 'describe', '--always', '--dirty', '--abbrev=40', '--exclude=*');
}

/** Who works here: the address that git signs commits with, else the name of the machine's user. */
export async function readAuthor(workspaceRoot: string): Promise<string> {
  return (await git(workspaceRoot, 'config', 'user.email')) ?? userInfo().username;
}

async function git(workspaceRoot: string, ...words: string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', words, { cwd: workspaceRoot });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
