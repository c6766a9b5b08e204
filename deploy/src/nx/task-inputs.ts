import type { ProjectGraph, TargetConfiguration } from '@nx/devkit';
import type { InputKind, UnitInputs } from '../inputs/unit-inputs.ts';
import { name as pluginName } from '../plugin.ts';
import type { NxWorkspace } from './nx-workspace.ts';
import type { WorkspaceFile } from './workspace-files.ts';

export interface TaskInputs {
  /** Nx's hash of the task, in decimal. */
  readonly hash: string;
  readonly inputs: UnitInputs;
  /** Whether the hash is of files and settings alone, not of what commands and other tasks wrote. */
  readonly isStatic: boolean;
}

export interface TaskSelection {
  /** Projects that have the target. */
  readonly projects: readonly string[];
  readonly target: string;
  readonly files: readonly WorkspaceFile[];
}

/**
 * Hashes one target of each project with Nx's own hasher, before any task runs: the value that Nx gives its executors in
 * `context.taskGraph.tasks[id].hash`, but for the configurations of our own targets. With each hash comes what it was
 * made of.
 */
export async function taskInputs(
  workspace: NxWorkspace,
  { projects, target, files }: TaskSelection,
): Promise<ReadonlyMap<string, TaskInputs>> {
  const [{ createTaskGraph }, { InProcessTaskHasher }, { getTaskSpecificEnv }, { getFileMap }] =
    await Promise.all([
      import('nx/src/tasks-runner/create-task-graph.js'),
      import('nx/src/hasher/task-hasher.js'),
      import('nx/src/tasks-runner/task-env.js'),
      import('nx/src/project-graph/build-project-graph.js'),
    ]);
  const { nxJson } = workspace;
  const graph = withoutConfigurations(workspace.graph);
  const noOverrides = { __overrides_unparsed__: [] };
  const taskGraph = createTaskGraph(graph, {}, [...projects], [target], undefined, noOverrides);
  const tasks = Object.values(taskGraph.tasks).filter((task) => task.target.target === target);
  const environments = Object.fromEntries(tasks.map((task) => [task.id, getTaskSpecificEnv(task, graph)]));
  const hasher = new InProcessTaskHasher(graph, nxJson, getFileMap().rustReferences, {});
  const hashes = await hasher.hashTasks(tasks, taskGraph, environments, process.cwd(), true);
  const hashOfFile = new Map(files.map(({ file, hash }) => [file, hash]));
  return new Map(
    tasks.flatMap((task, index) => {
      const hash = hashes[index];
      return hash ? [[task.target.project, describe(hash, { graph, hashOfFile })] as const] : [];
    }),
  );
}

/**
 * The graph without the configurations of the targets that deploy: there is one for each environment, and what an image is
 * made from does not change when one is added.
 */
function withoutConfigurations(graph: ProjectGraph): ProjectGraph {
  const nodes = Object.entries(graph.nodes).map(([name, node]) => {
    const targets = Object.entries(node.data.targets ?? {}).map(([target, declared]) => {
      const stripped = isOfThisPlugin(declared) ? { ...declared, configurations: {} } : declared;
      return [target, stripped] as const;
    });
    return [name, { ...node, data: { ...node.data, targets: Object.fromEntries(targets) } }] as const;
  });
  return { ...graph, nodes: Object.fromEntries(nodes) };
}

function isOfThisPlugin({ executor = '' }: TargetConfiguration): boolean {
  return executor.startsWith(`${pluginName}:`);
}

/** What Nx says of a hash: each of its parts, and which files and packages these stand for. */
interface NxHash {
  readonly value: string;
  readonly details: { readonly nodes: Readonly<Record<string, string>> };
  readonly inputs?: { readonly files: readonly string[]; readonly external: readonly string[] };
}

interface Facts {
  readonly graph: ProjectGraph;
  readonly hashOfFile: ReadonlyMap<string, string>;
}

function describe({ value, details, inputs }: NxHash, { graph, hashOfFile }: Facts): TaskInputs {
  const parts = Object.entries(details.nodes).flatMap(([part, text]) => {
    const kind = kindOf(part, graph);
    return kind ? [[...kind, text] as const] : [];
  });
  const filesAndPackages = [
    ...(inputs?.files ?? []).map((file) => ['file', file, hashOfFile.get(file) ?? 'absent'] as const),
    ...packagesOf(details.nodes, graph).map(
      (name) => ['dependency', name.replace(/^npm:/, ''), versionOf(name, graph)] as const,
    ),
  ];
  const found: Partial<Record<InputKind, Record<string, string>>> = {};
  for (const [kind, name, text] of [...filesAndPackages, ...parts]) (found[kind] ??= {})[name] = text;
  return { hash: value, inputs: found, isStatic: !found.command && !found['other input'] };
}

const allPackages = 'AllExternalDependencies';

function packagesOf(nodes: NxHash['details']['nodes'], graph: ProjectGraph): readonly string[] {
  if (allPackages in nodes) return Object.keys(graph.externalNodes ?? {});
  return Object.keys(nodes).filter((part) => part in (graph.externalNodes ?? {}));
}

/** Two packages of one version may still differ, in what the registry says of them. */
function versionOf(name: string, graph: ProjectGraph): string {
  const { version = '', hash = '' } = graph.externalNodes?.[name]?.data ?? {};
  return hash ? `${version}#${hash.slice(-8)}` : version;
}

/** Which input a part of Nx's hash is; none where files and packages say it already. */
function kindOf(part: string, graph: ProjectGraph): readonly [InputKind, string] | undefined {
  const [, project] = /^(.*):ProjectConfiguration$/.exec(part) ?? [];
  if (project !== undefined) return ['configuration', project];
  if (part.startsWith('env:')) return ['variable', part.slice('env:'.length)];
  if (part.startsWith('runtime:')) return ['command', part.slice('runtime:'.length)];
  return isNamed(part, graph) ? undefined : ['other input', part];
}

function isNamed(part: string, graph: ProjectGraph): boolean {
  const isFileSet = () => Object.keys(graph.nodes).some((project) => part.startsWith(`${project}:`));
  return (
    part === allPackages ||
    part in (graph.externalNodes ?? {}) ||
    part.startsWith('workspace:[') ||
    isFileSet()
  );
}
