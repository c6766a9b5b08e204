import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { WorkspaceFolder } from './workspace-folder.ts';

const workspaceRoot = join(import.meta.dirname, '../../..');
const plugin = join(workspaceRoot, 'deploy/src/plugin.mjs');

/** An Nx workspace of its own in a temporary folder, with this plugin and the dependencies of the real workspace. */
export class TemporaryWorkspace extends WorkspaceFolder {
  /** @param repositoryPrefix folder of its images in the registry */
  constructor(repositoryPrefix = 'team') {
    super();
    symlinkSync(join(workspaceRoot, 'node_modules'), join(this.root, 'node_modules'));
    this.write('.gitignore', 'node_modules\ndist\n.nx\n');
    this.write('package.json', { name: 'temporary', private: true, type: 'module' });
    this.write('nx.json', { ...nxJson, plugins: [{ plugin, options: { repositoryPrefix } }] });
  }

  todoDeploy(...words: string[]): Promise<string> {
    return this.run(join(workspaceRoot, 'deploy/src/cli.mjs'), ...words);
  }
}

const nxJson = {
  analytics: false,
  neverConnectToCloud: true,
  useDaemonProcess: false,
  cacheDirectory: '.nx/cache',
  namedInputs: {
    default: ['{projectRoot}/**/*'],
    production: ['default', '!{projectRoot}/**/*.spec.ts', '!{projectRoot}/**/*.md'],
  },
};
