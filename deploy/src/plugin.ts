import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type {
  CreateNodes,
  CreateNodesContext,
  NxJsonConfiguration,
  ProjectConfiguration,
  TargetConfiguration,
} from '@nx/devkit';

export interface DeployPluginOptions {
  /** Folder of the units' images in the registry: `todo-chatbot` gives `todo-chatbot/backend`. */
  readonly repositoryPrefix?: string;
}

type Inputs = NonNullable<TargetConfiguration['inputs']>;

export const name = '@todo/deploy';

/**
 * Infers what makes a project a unit of the environment. A project with a Dockerfile gets `docker-build`, `k8s-apply`
 * and `deploy`; one with a chart, which owns the objects that all units share, gets the latter two. Each has a configuration
 * for every environment, so that `nx run-many -t deploy -c production` names one.
 */
export const createNodes: CreateNodes<DeployPluginOptions> = [
  '{**/Dockerfile,**/chart/Chart.yaml,**/environments/*.yaml}',
  (files, options, context) => {
    const configurations = configurationsOf(files);
    return files.flatMap((file) => {
      if (isEnvironment(file)) return [];
      const root = file.endsWith('Dockerfile') ? dirname(file) : dirname(dirname(file));
      if (!isProject(join(context.workspaceRoot, root))) return [];
      const targets = file.endsWith('Dockerfile')
        ? { 'docker-build': dockerBuild(root, options ?? {}, context), ...clusterTargets() }
        : clusterTargets(`${root}/chart`);
      const configured = configurations
        ? mapValues(targets, (target) => ({ ...target, configurations }))
        : targets;
      return [[file, { projects: { [root]: { root, targets: configured } } }] as const];
    });
  },
];

/** One configuration for each file in the folder `environments` beside the chart; none where there is no file. */
function configurationsOf(files: readonly string[]): Record<string, { environment: string }> | undefined {
  const roots = files.filter((file) => basename(file) === 'Chart.yaml').map((file) => dirname(dirname(file)));
  const folders = roots.map((root) => join(root, 'environments'));
  const names = files
    .filter((file) => isEnvironment(file) && folders.includes(dirname(file)))
    .map((file) => basename(file, '.yaml'));
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.sort().map((environment) => [environment, { environment }]));
}

function isEnvironment(file: string): boolean {
  return file.endsWith('.yaml') && basename(dirname(file)) === 'environments';
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/**
 * Not cached, because whether there is something to do, only the registry and the cluster know. That the targets come
 * to an end, Nx would else look up in their executors' schemas, for which it loads the TypeScript compiler each time.
 */
const ending = { cache: false, continuous: false } as const;

/** Whether Nx has a project in a folder. The package.json of the workspace itself makes one only where it says so. */
export function isProject(folder: string): boolean {
  if (existsSync(join(folder, 'project.json'))) return true;
  const manifest = readJson<{ nx?: unknown }>(join(folder, 'package.json'));
  return manifest !== undefined && (manifest.nx !== undefined || !existsSync(join(folder, 'nx.json')));
}

function dockerBuild(
  root: string,
  options: DeployPluginOptions,
  context: CreateNodesContext,
): TargetConfiguration {
  const prefix = options.repositoryPrefix;
  return {
    executor: `${name}:docker-build`,
    ...ending,
    inputs: imageInputs(root, context),
    options: {
      repository: prefix ? `${prefix}/{projectName}` : '{projectName}',
      dockerfile: `${root}/Dockerfile`,
    },
    metadata: {
      technologies: ['docker'],
      description:
        'Publish the image of what the project is now, building it only when the registry lacks it',
    },
  };
}

function clusterTargets(chart?: string): Record<string, TargetConfiguration> {
  const common = { ...ending, inputs: [], options: chart ? { chart } : {} };
  return {
    'k8s-apply': {
      ...common,
      executor: `${name}:k8s-apply`,
      metadata: {
        technologies: ['kubernetes'],
        description:
          'Apply the environment with images that are published already, and wait until it is ready',
      },
    },
    deploy: {
      ...common,
      executor: `${name}:deploy`,
      metadata: {
        technologies: ['kubernetes'],
        description: 'Publish the images, apply the environment, and wait until it is ready',
      },
    },
  };
}

/**
 * Everything an image is made from: what its `build` target reads, what lies beside its Dockerfile, and both of its
 * dependencies. Taken from `build` itself, so that the image's hash can never miss a change that the build sees.
 */
function imageInputs(root: string, { workspaceRoot, nxJsonConfiguration }: CreateNodesContext): Inputs {
  const named = nxJsonConfiguration.namedInputs ?? {};
  const production = 'production' in named ? 'production' : 'default';
  const own: Inputs = [
    production,
    `^${production}`,
    '{projectRoot}/Dockerfile',
    '{projectRoot}/.dockerignore',
  ];
  const ofBuild = buildInputs(join(workspaceRoot, root), nxJsonConfiguration);
  return [...own, ...ofBuild.filter((input) => typeof input !== 'string' || !own.includes(input))];
}

function buildInputs(folder: string, nxJson: NxJsonConfiguration): Inputs {
  const project = readJson<ProjectConfiguration>(join(folder, 'project.json'));
  const inPackage = readJson<{ nx?: ProjectConfiguration }>(join(folder, 'package.json'))?.nx;
  const builds = [project, inPackage].flatMap((each) => each?.targets?.build ?? []);
  const own = builds.find(({ inputs }) => inputs)?.inputs;
  return own ?? defaultInputs(builds.find(({ executor }) => executor)?.executor, nxJson);
}

/** Defaults of an executor win over those of a target's name, as in Nx. */
function defaultInputs(executor: string | undefined, { targetDefaults = {} }: NxJsonConfiguration): Inputs {
  const ofExecutor = executor === undefined ? undefined : targetDefaults[executor];
  const defaults = [ofExecutor ?? targetDefaults.build ?? []].flat();
  return defaults.flatMap(({ inputs }) => inputs ?? []);
}

function readJson<Content>(file: string): Content | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Content) : undefined;
}
