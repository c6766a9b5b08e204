import type { ClusterUser } from '../cluster/identify-user.ts';
import type { Protection } from '../environment-file.ts';
import type { Refusal } from '../errors/environment-errors.ts';
import type { GitState } from './git-state.ts';

export interface ProtectionFacts {
  /** Undefined where there is no git. */
  readonly git: GitState | undefined;
  /** Known where the environment says who may. */
  readonly user: ClusterUser | undefined;
}

const filesNamedMax = 3;

/** Why an environment does not let anything be written; empty when it does. */
export function refusals(
  { cleanTree, branches, users }: Protection,
  { git, user }: ProtectionFacts,
): readonly Refusal[] {
  const demandsGit = cleanTree || branches.length > 0;
  const ofTree = git ? treeRefusals({ cleanTree, branches }, git) : demandsGit ? [noGit] : [];
  const mayWrite = !user || users.some((name) => name === user.name || user.groups.includes(name));
  return [...ofTree, ...(mayWrite ? [] : [wrongUser(users, user)])];
}

const noGit: Refusal = {
  reason: 'the workspace is no git repository with a commit',
  advice: 'git init, and commit',
};

function treeRefusals(
  { cleanTree, branches }: Pick<Protection, 'cleanTree' | 'branches'>,
  git: GitState,
): readonly Refusal[] {
  const isDirty = cleanTree && git.changedFiles.length > 0;
  const isElsewhere = branches.length > 0 && !git.branches.some((branch) => branches.includes(branch));
  return [
    ...(isDirty ? [dirtyTree(git.changedFiles)] : []),
    ...(isElsewhere ? [wrongBranch(branches, git.branches)] : []),
  ];
}

function dirtyTree(files: readonly string[]): Refusal {
  const named = files.slice(0, filesNamedMax).join(', ');
  const more = files.length > filesNamedMax ? ` and ${files.length - filesNamedMax} more` : '';
  return {
    reason: `takes only what is committed, and ${named}${more} ${files.length === 1 ? 'is' : 'are'} not`,
    advice: 'git status, then commit or git stash --include-untracked',
  };
}

function wrongBranch(branches: readonly string[], found: readonly string[]): Refusal {
  return {
    reason: `takes only commits of ${branches.join(', ')}, and this one is on ${found.join(', ') || 'no branch'}`,
    advice: `git switch ${branches[0]}`,
  };
}

function wrongUser(users: readonly string[], user: ClusterUser): Refusal {
  return {
    reason: `lets ${users.join(', ')} write, and the cluster knows you as ${user.name} (${user.groups.join(', ')})`,
    advice: 'kubectl auth whoami; use the context of a user who may',
  };
}
