import { joinPathFragments, type ProjectConfiguration, type Tree } from '@nx/devkit';
import { unitName } from '../nx/unit-name.ts';
import { dockerfileOf } from './dockerfile-of.ts';
import { addEntry } from './edit-yaml.ts';
import { pluginOptions } from './plugin-entry.ts';

export interface UnitToAdd {
  readonly project: ProjectConfiguration;
  /** Folder of the project that holds the chart. */
  readonly directory: string;
  readonly port: number;
  /** Where an Ingress would send to it. */
  readonly ingressPath?: string | undefined;
}

/** Gives a project a Dockerfile and a place in the chart's values; what is there already stays as it is. */
export function addUnit(tree: Tree, { project, directory, port, ingressPath }: UnitToAdd): void {
  const name = unitName(project.name ?? project.root);
  const prefix = pluginOptions(tree)?.repositoryPrefix;
  const image = prefix ? `${prefix}/${name}` : name;
  const service = { image, port, ...(ingressPath && { ingressPath }) };
  const values = joinPathFragments(directory, 'chart/values.yaml');
  tree.write(values, addEntry(tree.read(values, 'utf8') ?? '', ['services', name], service));
  const dockerfile = joinPathFragments(project.root, 'Dockerfile');
  if (!tree.exists(dockerfile)) tree.write(dockerfile, dockerfileOf(tree, { project, port }));
}
