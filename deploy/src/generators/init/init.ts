import { formatFiles, logger, type GeneratorCallback, type Tree } from '@nx/devkit';
import { chooseProjects } from '../choose-projects.ts';
import { readProjects } from '../read-projects.ts';
import { warnOfBuild } from '../warn-of-build.ts';
import { setUp, writeChartTemplates } from './set-up.ts';

export interface InitOptions {
  readonly project?: readonly string[];
  readonly directory?: string;
  readonly port?: number;
  readonly repositoryPrefix?: string;
  readonly skipFormat?: boolean;
}

/** The generator `init`, which `nx add` runs too: all that a workspace needs for its first deploy. */
export async function init(tree: Tree, options: InitOptions): Promise<GeneratorCallback> {
  const { project, directory = 'deploy', port = 3000, repositoryPrefix, skipFormat } = options;
  const all = await readProjects();
  const projects = chooseProjects(tree, { all, names: project ?? [], directory });
  setUp(tree, { projects, directory, port, repositoryPrefix });
  if (!skipFormat) await formatFiles(tree);
  // Templates are no YAML until they are rendered: no formatter could read them.
  writeChartTemplates(tree, directory);
  return () => {
    logger.info(nextSteps(directory, projects.length));
    for (const warning of projects.flatMap(warnOfBuild)) logger.warn(warning);
  };
}

function nextSteps(directory: string, services: number): string {
  const noServices = `\n  npx nx g @todo/deploy:unit PROJECT       for each project to deploy: none has a build target yet`;
  return `
Next:${services === 0 ? noServices : ''}
  edit ${directory}/environments/local.yaml   context, registry and address of your cluster
  edit ${directory}/chart/values.yaml         paths that the probes of each service ask for
  npx todo-deploy plan                     what a deploy would do; writes nothing
  npx nx run-many -t deploy                images of what changed, and a rollout that is watched to ready

helm 4 must be on the PATH: https://helm.sh/docs/intro/install
`;
}
