import {
  addProjectConfiguration,
  joinPathFragments,
  readJson,
  type ProjectConfiguration,
  type Tree,
} from '@nx/devkit';
import { basename } from 'node:path';
import { unitName } from '../../nx/unit-name.ts';
import { addUnit } from '../add-unit.ts';
import { setKey } from '../edit-yaml.ts';
import { registerPlugin } from '../plugin-entry.ts';
import { filesOfTemplate, readTemplate } from '../templates.ts';

export interface SetUpOptions {
  /** To be deployed. */
  readonly projects: readonly ProjectConfiguration[];
  /** Folder of the project that holds the chart and the environments. */
  readonly directory: string;
  readonly port: number;
  /** Folder of the images, and name of namespace, release and chart; default: the workspace's name. */
  readonly repositoryPrefix?: string | undefined;
}

/**
 * Writes what is missing for a first deploy: the plugin in nx.json, a project with chart and environment, and each
 * project's Dockerfile and place in the chart. What is there already stays as it is.
 */
export function setUp(tree: Tree, { projects, directory, port, repositoryPrefix }: SetUpOptions): void {
  const name = repositoryPrefix ?? workspaceName(tree);
  registerPlugin(tree, { repositoryPrefix: name });
  addLine(tree, '.gitignore', '.todo');
  addLine(tree, '.prettierignore', `${directory}/chart/templates`);
  addDeployProject(tree, directory);
  writeMissing(tree, `${directory}/chart/Chart.yaml`, setKey(readTemplate('chart/Chart.yaml'), 'name', name));
  for (const file of ['chart/values.yaml', 'chart/values.schema.json']) {
    writeMissing(tree, `${directory}/${file}`, readTemplate(file));
  }
  const environment = setKey(readTemplate('environments/local.yaml'), 'namespace', name);
  writeMissing(tree, `${directory}/environments/local.yaml`, setKey(environment, 'release', name));
  for (const [index, project] of projects.entries()) {
    addUnit(tree, { project, directory, port, ingressPath: index === 0 ? '/' : undefined });
  }
}

/** Writes the chart's templates that are missing. */
export function writeChartTemplates(tree: Tree, directory: string): void {
  for (const file of filesOfTemplate('chart/templates')) {
    writeMissing(tree, `${directory}/${file}`, readTemplate(file));
  }
}

/** Of the root package: `@acme/source` is workspace `acme`. */
function workspaceName(tree: Tree): string {
  const { name } = readJson<{ name?: string }>(tree, 'package.json');
  const scope = name?.match(/^@([^/]+)\//)?.[1];
  return unitName(scope ?? name ?? basename(tree.root));
}

function addDeployProject(tree: Tree, directory: string): void {
  const files = ['project.json', 'package.json'].map((file) => joinPathFragments(directory, file));
  if (files.some((file) => tree.exists(file))) return;
  addProjectConfiguration(tree, basename(directory), { root: directory, targets: {} });
}

/** In a list of paths, one on each line; a workspace that has no such list needs no line in it. */
function addLine(tree: Tree, file: string, line: string): void {
  const text = tree.read(file, 'utf8');
  if (text === null || text.split(/\r?\n/).includes(line)) return;
  tree.write(file, `${text.replace(/\n*$/, '\n')}${line}\n`);
}

function writeMissing(tree: Tree, file: string, text: string): void {
  const path = joinPathFragments(file);
  if (!tree.exists(path)) tree.write(path, text);
}
