import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const dirty = '-dirty';

/**
 * How the chart of this workspace differs from that of a commit: a promotion takes images from elsewhere, and the chart
 * from here.
 *
 * @param options.commit as the ledger has it, with `-dirty` after it when files differed from it
 * @returns one sentence; nothing where it does not differ
 */
export async function chartChanges(
  workspaceRoot: string,
  { chart, commit }: { readonly chart: string; readonly commit: string },
): Promise<string | undefined> {
  const revision = commit.replace(dirty, '');
  const git = async (...words: string[]) =>
    (await promisify(execFile)('git', [...words, '--', chart], { cwd: workspaceRoot })).stdout;
  try {
    const outputs = await Promise.all([
      git('diff', '--name-only', revision),
      git('ls-files', '--others', '--exclude-standard', '--full-name'),
    ]);
    const files = outputs.flatMap((output) => output.split('\n').filter(Boolean));
    const wasDirty = commit.endsWith(dirty) ? ', which had changes that are in no commit' : '';
    if (files.length === 0 && !wasDirty) return undefined;
    const named = files.length === 0 ? '' : `: ${files.join(', ')}`;
    return `the chart is that of this workspace, not of the promoted commit ${revision.slice(0, 12)}${wasDirty}${named}`;
  } catch {
    return `the chart is that of this workspace; how it differs from the promoted commit ${revision.slice(0, 12)} is not known, as this clone does not have that`;
  }
}
