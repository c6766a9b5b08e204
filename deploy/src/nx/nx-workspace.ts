import type { NxJsonConfiguration, ProjectGraph, ProjectGraphProjectNode } from '@nx/devkit';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { prepareForNx, reuseProjectGraph } from '../env.ts';
import { DeployError } from '../errors.ts';

/** The workspace as Nx sees it: its folder, its settings, and every project with its targets and dependencies. */
export interface NxWorkspace {
  readonly root: string;
  readonly nxJson: NxJsonConfiguration;
  readonly graph: ProjectGraph;
}

/**
 * Finds the folder that holds nx.json.
 *
 * @param folder where to start looking upwards
 * @throws DeployError WORKSPACE_MISSING
 */
export function findWorkspaceRoot(folder: string): string {
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    if (existsSync(join(candidate, 'nx.json'))) return candidate;
    if (dirname(candidate) === candidate) throw new DeployError('WORKSPACE_MISSING', { folder });
  }
}

/**
 * Reads the project graph in this process, from Nx's cache where the files are the same.
 *
 * @param options.reuse take the graph that the Nx command around this process computed a moment ago
 * @throws DeployError GRAPH_FAILED with Nx's own words when a project's configuration is wrong
 */
export async function readNxWorkspace(
  root: string,
  options: { readonly reuse?: boolean } = {},
): Promise<NxWorkspace> {
  prepareForNx(root);
  if (options.reuse) reuseProjectGraph();
  const [{ createProjectGraphAsync }, { readNxJson }] = await Promise.all([
    import('nx/src/project-graph/project-graph.js'),
    import('nx/src/config/nx-json.js'),
  ]);
  try {
    const graph = await createProjectGraphAsync({ exitOnError: false, resetDaemonClient: false });
    return { root, nxJson: readNxJson(root), graph };
  } catch (error) {
    throw new DeployError('GRAPH_FAILED', { root, reasons: reasonsOf(error) }, error);
  }
}

/** @returns the project, whose existence the caller knows from the graph itself */
export function projectNode(workspace: NxWorkspace, project: string): ProjectGraphProjectNode {
  const node = workspace.graph.nodes[project];
  if (!node) throw new TypeError(`No project ${project} in the graph`);
  return node;
}

/** Nx gathers what went wrong, per file, in the error; its own message only counts them. */
function reasonsOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [String(error)];
  const reasons = hasErrors(error) ? error.getErrors().map(({ message }) => firstLine(message)) : [];
  return reasons.length > 0 ? reasons : [firstLine(error.message)];
}

function hasErrors(error: Error): error is Error & { getErrors: () => readonly Error[] } {
  return 'getErrors' in error && typeof error.getErrors === 'function';
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
