import { join, relative } from 'node:path';
import { DeployError } from '../errors.ts';
import { pack } from '../ledger/pack.ts';
import type { Unit } from '../unit.ts';
import { declaredAfter } from './declared-after.ts';
import { projectNode, type NxWorkspace } from './nx-workspace.ts';
import { taskInputs } from './task-inputs.ts';
import { unitName } from './unit-name.ts';
import type { WorkspaceFile } from './workspace-files.ts';

export interface WorkspaceUnits {
  /** The shared unit first, then the others by name. */
  readonly units: readonly Unit[];
  /** The shared unit's folder, relative to the workspace. */
  readonly sharedRoot: string;
  /** The chart's folder, absolute. */
  readonly chart: string;
  /** What the input hash of a unit is made of, by the unit's name: `UnitInputs`, packed. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Hashes of the chart's files and of those of the environments, by path relative to the workspace. */
  readonly sharedFiles: Readonly<Record<string, string>>;
  /** Whether the input hashes are of files and settings alone, not of what commands and other tasks wrote. */
  readonly isStatic: boolean;
}

/**
 * Reads the units of the environment from the project graph: every project that has the target `k8s-apply`. One of
 * them, the shared unit, has the chart; those with the target `docker-build` have an image, named here by the hash of
 * what it is made from.
 *
 * @param files every file of the workspace
 * @throws DeployError CHART_UNCLEAR when no project has a chart, or several have; UNITS_NAMED_ALIKE, UNIT_METADATA_INVALID
 */
export async function readUnits(
  workspace: NxWorkspace,
  files: readonly WorkspaceFile[],
): Promise<WorkspaceUnits> {
  const names = projectsWith(workspace, 'k8s-apply').sort();
  refuseNamesakes(names);
  const withChart = names.filter((name) => optionsOf(workspace, name, 'k8s-apply').chart);
  const [shared] = withChart;
  if (!shared || withChart.length > 1) throw new DeployError('CHART_UNCLEAR', { projects: withChart });

  const withImage = names.filter((name) => hasTarget(workspace, name, 'docker-build'));
  const tasks = await taskInputs(workspace, { projects: withImage, target: 'docker-build', files });
  const sharedRoot = projectNode(workspace, shared).data.root;
  const chart = String(optionsOf(workspace, shared, 'k8s-apply').chart);
  const ordered = [shared, ...names.filter((name) => name !== shared)];
  return {
    units: ordered.map((name) =>
      toUnit(workspace, name, { shared, names, inputHash: tasks.get(name)?.hash }),
    ),
    inputs: Object.fromEntries([...tasks].map(([name, { inputs }]) => [unitName(name), pack(inputs)])),
    isStatic: [...tasks.values()].every(({ isStatic }) => isStatic),
    sharedRoot,
    sharedFiles: filesOfChart(files, {
      root: workspace.root,
      chart: join(workspace.root, chart),
      sharedRoot,
    }),
    chart: join(workspace.root, chart),
  };
}

/** Hashes of what objects are rendered from, by path: the chart's files, and those of the environments beside it. */
export function filesOfChart(
  files: readonly WorkspaceFile[],
  { root, chart, sharedRoot }: Pick<WorkspaceUnits, 'chart' | 'sharedRoot'> & { readonly root: string },
): Readonly<Record<string, string>> {
  const folders = [relative(root, chart), `${sharedRoot}/environments`];
  const isUnder = ({ file }: WorkspaceFile) => folders.some((folder) => file.startsWith(`${folder}/`));
  return Object.fromEntries(files.filter(isUnder).map(({ file, hash }) => [file, hash]));
}

interface UnitFacts {
  readonly shared: string;
  readonly names: readonly string[];
  readonly inputHash: string | undefined;
}

function toUnit(workspace: NxWorkspace, name: string, { shared, names, inputHash }: UnitFacts): Unit {
  const { root } = projectNode(workspace, name).data;
  const own = { ...namesOf(name), root };
  const declared = declaredAfter(workspace, name, { projects: names });
  if (name === shared) return { ...own, after: declared.map(unitName) };
  const projectsUnder = unitsUnder(workspace, name, names);
  const after = [...new Set([shared, ...projectsUnder, ...declared])].map(unitName);
  if (inputHash === undefined) return { ...own, after };
  const { repository, dockerfile } = optionsOf(workspace, name, 'docker-build');
  const image = { repository: withoutScope(String(repository)), dockerfile: String(dockerfile), inputHash };
  return { ...own, after, image };
}

function namesOf(project: string): Pick<Unit, 'name' | 'project'> {
  const name = unitName(project);
  return name === project ? { name } : { name, project };
}

/** The inferred option ends in the project's name: `shop/@acme/Api` is the repository `shop/api`. */
function withoutScope(repository: string): string {
  return repository.replace(/@[^/]*\//, '').toLowerCase();
}

function refuseNamesakes(projects: readonly string[]): void {
  for (const project of projects) {
    const unit = unitName(project);
    const namesakes = projects.filter((other) => unitName(other) === unit);
    if (namesakes.length > 1) throw new DeployError('UNITS_NAMED_ALIKE', { unit, projects: namesakes });
  }
}

/** Units that a project depends on, directly or through libraries. */
function unitsUnder(workspace: NxWorkspace, name: string, units: readonly string[]): readonly string[] {
  const seen = new Set([name]);
  const waiting = [name];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { target } of workspace.graph.dependencies[next] ?? []) {
      if (seen.has(target) || !workspace.graph.nodes[target]) continue;
      seen.add(target);
      waiting.push(target);
    }
  }
  return units.filter((unit) => unit !== name && seen.has(unit));
}

function projectsWith(workspace: NxWorkspace, target: string): string[] {
  return Object.keys(workspace.graph.nodes).filter((name) => hasTarget(workspace, name, target));
}

function hasTarget(workspace: NxWorkspace, name: string, target: string): boolean {
  return projectNode(workspace, name).data.targets?.[target] !== undefined;
}

function optionsOf(workspace: NxWorkspace, name: string, target: string): Record<string, unknown> {
  return (projectNode(workspace, name).data.targets?.[target]?.options ?? {}) as Record<string, unknown>;
}
