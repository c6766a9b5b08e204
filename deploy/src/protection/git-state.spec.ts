import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readGitState } from './git-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'git-state-'));
const origin = join(folder, 'origin');
const clone = join(folder, 'clone');
afterAll(() => rmSync(folder, { recursive: true }));

function git(cwd: string, ...words: string[]): void {
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  execFileSync('git', [...who, ...words], { cwd, stdio: 'pipe' });
}

beforeAll(() => {
  mkdirSync(origin);
  git(origin, 'init', '--quiet', '--initial-branch=main');
  for (const name of ['kept', 'edited', 'removed']) writeFileSync(join(origin, name), name);
  writeFileSync(join(origin, '.gitignore'), 'ignored\n');
  git(origin, 'add', '.');
  git(origin, 'commit', '--quiet', '--message=first');
  git(origin, 'branch', 'feature/a');
  git(folder, 'clone', '--quiet', origin, clone);
  git(clone, 'checkout', '--quiet', '--detach');
});

describe('readGitState', () => {
  it('finds a clean tree, and the branches of a commit that is checked out without one', async () => {
    const state = await readGitState(clone);
    expect(state?.changedFiles).toEqual([]);
    expect(state?.branches).toEqual(expect.arrayContaining(['main', 'feature/a']));
  });

  it('finds what is edited, removed, or new, and not what is ignored', async () => {
    writeFileSync(join(clone, 'edited'), 'other');
    rmSync(join(clone, 'removed'));
    mkdirSync(join(clone, 'folder'));
    writeFileSync(join(clone, 'folder/new file'), '');
    writeFileSync(join(clone, 'ignored'), '');
    const state = await readGitState(clone);
    expect(state?.changedFiles).toEqual(['edited', 'removed', 'folder/new file']);
  });

  it('knows when a commit is on no branch of the remote', async () => {
    git(clone, 'commit', '--quiet', '--all', '--message=second');
    expect((await readGitState(clone))?.branches).toEqual([]);
  });

  it('knows nothing where there is no git', async () => {
    expect(await readGitState(tmpdir())).toBeUndefined();
  });
});
