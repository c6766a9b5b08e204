import { formatFiles, logger, type GeneratorCallback, type Tree } from '@nx/devkit';
import { addUnit } from '../add-unit.ts';
import { projectNamed } from '../choose-projects.ts';
import { unitName } from '../../nx/unit-name.ts';
import { readProjects } from '../read-projects.ts';
import { warnOfBuild } from '../warn-of-build.ts';
import { findSetUp } from './find-set-up.ts';

export interface UnitOptions {
  readonly project: string;
  readonly port?: number;
  readonly ingressPath?: string;
  readonly skipFormat?: boolean;
}

/** The generator `unit`: one more service in the chart that `init` made. */
export async function unit(tree: Tree, options: UnitOptions): Promise<GeneratorCallback> {
  const all = await readProjects();
  const project = projectNamed(all, options.project);
  const { port = 3000, ingressPath } = options;
  addUnit(tree, { project, port, ingressPath, directory: findSetUp(tree, all) });
  if (!options.skipFormat) await formatFiles(tree);
  return () => {
    logger.info(`\nNext: npx todo-deploy plan --unit ${unitName(options.project)}\n`);
    for (const warning of warnOfBuild(project)) logger.warn(warning);
  };
}
