import { joinPathFragments, readJson, type ProjectConfiguration, type Tree } from '@nx/devkit';

export interface ProjectChoice {
  /** Every project of the workspace. */
  readonly all: readonly ProjectConfiguration[];
  /** What the user named; all applications with a build target when empty. */
  readonly names: readonly string[];
  /** Folder of the project with the chart, which is none of them. */
  readonly directory: string;
}

/** Which projects are to be deployed, by name. */
export function chooseProjects(
  tree: Tree,
  { all, names, directory }: ProjectChoice,
): readonly ProjectConfiguration[] {
  if (names.length > 0) return names.map((name) => projectNamed(all, name));
  return all
    .filter((project) => project.root !== directory && isApplication(tree, project))
    .sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1));
}

/** A project by its name, or by that without its scope. */
export function projectNamed(all: readonly ProjectConfiguration[], name: string): ProjectConfiguration {
  const project = all.find((one) => one.name === name) ?? all.find((one) => one.name?.endsWith(`/${name}`));
  if (project) return project;
  const known = all.map((one) => one.name).sort();
  throw new Error(`Project ${name}: no such project; there are ${known.join(', ')}`);
}

/** Has something to run, which nobody imports. */
function isApplication(tree: Tree, { root, projectType, targets = {} }: ProjectConfiguration): boolean {
  if (!('build' in targets) || root === '.') return false;
  if (projectType !== undefined) return projectType === 'application';
  const file = joinPathFragments(root, 'package.json');
  return !tree.exists(file) || !('exports' in readJson<object>(tree, file));
}
