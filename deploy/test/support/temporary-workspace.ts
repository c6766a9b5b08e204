import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const workspaceRoot = join(import.meta.dirname, '../../..');
const plugin = join(workspaceRoot, 'deploy/src/plugin.mjs');

/** An Nx workspace of its own in a temporary folder, with this plugin and the dependencies of the real workspace. */
export class TemporaryWorkspace {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'workspace-')));

  /** @param repositoryPrefix folder of its images in the registry */
  constructor(repositoryPrefix = 'team') {
    symlinkSync(join(workspaceRoot, 'node_modules'), join(this.root, 'node_modules'));
    this.write('.gitignore', 'node_modules\ndist\n.nx\n');
    this.write('package.json', { name: 'temporary', private: true, type: 'module' });
    this.write('nx.json', { ...nxJson, plugins: [{ plugin, options: { repositoryPrefix } }] });
  }

  /** Writes a file: text as it is, anything else as JSON. */
  write(path: string, content: unknown): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }

  /**
   * Runs a program with this Node, as a user would in this folder: without anything of the Nx run or of Jest around.
   *
   * @returns what it wrote to stdout
   * @throws when its exit code is not 0; the error holds `stdout` and `stderr`
   */
  async run(...words: string[]): Promise<string> {
    const outer = /^(NX_|JEST_|NODE_OPTIONS$|NODE_ENV$|npm_|FORCE_COLOR$)/;
    const environment = Object.entries(process.env).filter(([name]) => !outer.test(name));
    const own = { NX_ISOLATE_PLUGINS: 'false', CI: 'true', TODO_CLUSTER_FILE: '' };
    const env = { ...Object.fromEntries(environment), ...own };
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: this.root, env });
    return stdout;
  }

  nx(...words: string[]): Promise<string> {
    return this.run('node_modules/nx/dist/bin/nx.js', ...words);
  }

  todoDeploy(...words: string[]): Promise<string> {
    return this.run(join(workspaceRoot, 'deploy/src/cli.mjs'), ...words);
  }

  /** Deletes a file or folder. */
  delete(path: string): void {
    rmSync(join(this.root, path), { recursive: true, force: true });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
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
