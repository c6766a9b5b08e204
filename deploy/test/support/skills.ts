import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';

export const workspaceRoot = join(import.meta.dirname, '../../..');
const folder = join(workspaceRoot, '.github/skills');

/** One file of a skill for agents: SKILL.md, or one that it links. */
export interface SkillFile {
  readonly skill: string;
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

export const skillNames = readdirSync(folder);

export const skillFiles: readonly SkillFile[] = skillNames.flatMap((skill) =>
  readdirSync(join(folder, skill)).map((file) => {
    const path = join(folder, skill, file);
    return { skill, path, text: readFileSync(path, 'utf8') };
  }),
);

/** What stands before the text of a SKILL.md; undefined where there is none. */
export function frontMatterOf(skill: string): Readonly<Record<string, unknown>> | undefined {
  const text = readFileSync(join(folder, skill, 'SKILL.md'), 'utf8');
  const [, yaml] = /^---\n([^]*?)\n---\n/.exec(text) ?? [];
  return yaml === undefined ? undefined : (load(yaml) as Record<string, unknown>);
}

/** Words of every command that starts so, of a block's line or in backticks, without comments and what it is piped to. */
export function commandsIn(text: string, start: string): readonly (readonly string[])[] {
  const pattern = new RegExp(`(?<=^|\`)${start}((?: [^\\s#|\`]+)+)`, 'gm');
  return [...text.matchAll(pattern)].map(([, words = '']) => words.trim().split(' '));
}

/** `--unit` of `--unit=backend`. */
export function optionsIn(words: readonly string[]): readonly string[] {
  return words.filter((word) => word.startsWith('--')).map((word) => word.slice(2).replace(/=.*/, ''));
}

/** Paths of files that are linked from the same repository, and headings of the same file as `#heading`. */
export function linksIn(text: string): readonly string[] {
  return [...text.matchAll(/\]\((?!\w+:)([^)]+)\)/g)].map(([, link = '']) => link);
}

/** Headings as links name them. */
export function anchorsIn(text: string): readonly string[] {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return headings.map(
    (heading) =>
      `#${heading
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-')}`,
  );
}

/** Targets of each project, and those that the plugin infers for what has a Dockerfile. */
export function projectTargets(): ReadonlyMap<string, readonly string[]> {
  const groups = ['apps', 'libs', 'tools'].map((group) => join(workspaceRoot, group));
  const roots = groups.flatMap((group) => readdirSync(group).map((name) => join(group, name)));
  return new Map([...roots, join(workspaceRoot, 'deploy')].flatMap((root) => targetsOf(root)));
}

function targetsOf(root: string): readonly (readonly [string, readonly string[]])[] {
  if (!existsSync(join(root, 'project.json'))) return [];
  const { name, targets = {} } = readJson<{ name: string; targets?: object }>(join(root, 'project.json'));
  const inferred = existsSync(join(root, 'Dockerfile')) ? ['docker-build', 'k8s-apply', 'deploy'] : [];
  return [[name, [...Object.keys(targets), ...inferred]]];
}

export function readJson<Content>(file: string): Content {
  return JSON.parse(readFileSync(file, 'utf8')) as Content;
}
