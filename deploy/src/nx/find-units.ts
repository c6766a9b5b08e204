import type { NxJsonConfiguration } from '@nx/devkit';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { isOfOneCommand, prepareForNx } from '../env.ts';
import type { UnitInputs } from '../inputs/unit-inputs.ts';
import { unpack } from '../ledger/pack.ts';
import { readNxWorkspace } from './nx-workspace.ts';
import { readUnits, type WorkspaceUnits } from './read-units.ts';
import { readCachedUnits, writeCachedUnits } from './units-cache.ts';
import { readWorkspaceFiles, type WorkspaceFile } from './workspace-files.ts';

/**
 * The units of the workspace with their input hashes: remembered, when the workspace is in a state in which it was read
 * before, else read from Nx's project graph.
 *
 * @param options.isInsideNx take the graph that the Nx command around this process computed a moment ago
 * @throws DeployError GRAPH_FAILED, CHART_UNCLEAR
 */
export async function findUnits(
  root: string,
  { isInsideNx }: { readonly isInsideNx?: boolean } = {},
): Promise<WorkspaceUnits> {
  prepareForNx(root);
  const files = await readWorkspaceFiles(root);
  const known = readCachedUnits(root, files);
  if (known) return known;
  const workspace = await readNxWorkspace(root, { reuse: isInsideNx });
  const found = await readUnits(workspace, files);
  const ignored = await dotEnvFiles(root, found);
  const mayKeep =
    followsFromKey(found) &&
    workspacePlugins(workspace.nxJson).every((plugin) => isCovered(plugin, { root, files })) &&
    !ignored.some(isExpanded) &&
    // A file that was changed meanwhile is in the answer and not in the key, or the other way round.
    isSame(files, await readWorkspaceFiles(root));
  if (mayKeep) writeCachedUnits(root, files, { found, ignored });
  return found;
}

/** Not what commands print, nor what other tasks wrote, nor what is another for each command that a shell starts. */
function followsFromKey({ isStatic, inputs }: WorkspaceUnits): boolean {
  const unpacked = Object.values(inputs).map((packed) => unpack(packed) as UnitInputs);
  return isStatic && !unpacked.some(({ variable = {} }) => Object.keys(variable).some(isOfOneCommand));
}

/** Where Nx looks for variables of the tasks whose hashes are taken. */
async function dotEnvFiles(root: string, { units }: WorkspaceUnits): Promise<readonly string[]> {
  const { getEnvPathsForTask } = await import('nx/src/tasks-runner/task-env-paths.js');
  const paths = units.flatMap((unit) => getEnvPathsForTask(unit.root, 'docker-build'));
  return [...new Set(paths)].map((path) => join(root, path));
}

/** Its values are made of others, of any variable there is. */
function isExpanded(path: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8').includes('$');
}

function workspacePlugins({ plugins = [] }: NxJsonConfiguration): readonly string[] {
  return plugins.map((entry) => (typeof entry === 'string' ? entry : entry.plugin));
}

/** Whether a change of the plugin changes the key: it is a file of the workspace, or installed. */
function isCovered(
  plugin: string,
  { root, files }: { readonly root: string; readonly files: readonly WorkspaceFile[] },
): boolean {
  let path: string;
  try {
    path = realpathSync(createRequire(join(root, 'package.json')).resolve(plugin));
  } catch {
    // Nx finds it by its name among the projects.
    return true;
  }
  return path.includes('/node_modules/') || files.some(({ file }) => file === relative(root, path));
}

function isSame(before: readonly WorkspaceFile[], after: readonly WorkspaceFile[]): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}
