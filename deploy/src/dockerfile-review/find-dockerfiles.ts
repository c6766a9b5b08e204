import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readWorkspaceFiles } from '../nx/workspace-files.ts';

const dockerfileName = /(^|\.)(Dockerfile|Containerfile)$|^Dockerfile\.(?!dockerignore$)[\w-]+$/;

/** Every Dockerfile of the workspace that git does not ignore, relative to its folder, sorted. */
export async function findDockerfiles(workspaceRoot: string): Promise<readonly string[]> {
  const files = await readWorkspaceFiles(workspaceRoot);
  return files
    .map(({ file }) => file)
    .filter((file) => dockerfileName.test(basename(file)))
    .sort();
}

/** What the ignore file of a Dockerfile's folder says; one named after the Dockerfile wins, as in BuildKit. */
export async function readIgnoreFile(dockerfile: string): Promise<string | undefined> {
  const folder = dirname(dockerfile);
  for (const name of [`${basename(dockerfile)}.dockerignore`, '.dockerignore']) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}
