import { readNxJson, updateNxJson, type NxJsonConfiguration, type Tree } from '@nx/devkit';
import { name, type DeployPluginOptions } from '../plugin.ts';

const plugin = `${name}/plugin`;

/** Names the plugin in nx.json, unless it is there already. */
export function registerPlugin(tree: Tree, options: DeployPluginOptions): void {
  const nxJson: NxJsonConfiguration = readNxJson(tree) ?? {};
  if (findEntry(nxJson) !== undefined) return;
  updateNxJson(tree, { ...nxJson, plugins: [...(nxJson.plugins ?? []), { plugin, options }] });
}

/** @returns the plugin's options in nx.json; undefined where it is not named there */
export function pluginOptions(tree: Tree): DeployPluginOptions | undefined {
  const entry = findEntry(readNxJson(tree) ?? {});
  if (entry === undefined) return undefined;
  return typeof entry === 'string' ? {} : (entry.options ?? {});
}

function findEntry({ plugins = [] }: NxJsonConfiguration) {
  return plugins.find((entry) => (typeof entry === 'string' ? entry : entry.plugin) === plugin);
}
