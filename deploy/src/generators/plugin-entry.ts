import { readNxJson, updateNxJson, type NxJsonConfiguration, type Tree } from '@nx/devkit';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { name, type DeployPluginOptions } from '../plugin.ts';

const plugin = `${name}/plugin`;

/** Names the plugin in nx.json, unless it is there already. */
export function registerPlugin(tree: Tree, options: DeployPluginOptions): void {
  const nxJson: NxJsonConfiguration = readNxJson(tree) ?? {};
  if (findEntry(tree, nxJson) !== undefined) return;
  updateNxJson(tree, { ...nxJson, plugins: [...(nxJson.plugins ?? []), { plugin, options }] });
}

/** @returns the plugin's options in nx.json; undefined where it is not named there */
export function pluginOptions(tree: Tree): DeployPluginOptions | undefined {
  const entry = findEntry(tree, readNxJson(tree) ?? {});
  if (entry === undefined) return undefined;
  return typeof entry === 'string' ? {} : (entry.options ?? {});
}

function findEntry({ root }: Tree, { plugins = [] }: NxJsonConfiguration) {
  return plugins.find((entry) => isPlugin(typeof entry === 'string' ? entry : entry.plugin, root));
}

/** By the name of the package, or by its file, as the workspace has it that holds its source. */
function isPlugin(named: string, root: string): boolean {
  if (named === plugin) return true;
  return named.startsWith('.') && join(root, named) === createRequire(import.meta.url).resolve(plugin);
}
