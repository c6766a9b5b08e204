import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** A temporary folder with an Nx workspace of its own. */
export class WorkspaceFolder {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'workspace-')));
  readonly #removal = new AbortController();

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
  run(...words: string[]): Promise<string> {
    return this.runWith({}, process.execPath, ...words);
  }

  /** Runs any program, with some variables of the environment set. */
  protected async runWith(
    variables: Readonly<Record<string, string>>,
    ...[program, ...words]: readonly [string, ...string[]]
  ): Promise<string> {
    const outer = /^(NX_|JEST_|NODE_OPTIONS$|NODE_ENV$|npm_|FORCE_COLOR$)/;
    const environment = Object.entries(process.env).filter(([name]) => !outer.test(name));
    const own = { NX_ISOLATE_PLUGINS: 'false', CI: 'true', TODO_CLUSTER_FILE: '' };
    const env = { ...Object.fromEntries(environment), ...own, ...variables };
    const { signal } = this.#removal;
    const { stdout } = await promisify(execFile)(program, words, { cwd: this.root, env, signal });
    return stdout;
  }

  nx(...words: string[]): Promise<string> {
    return this.run('node_modules/nx/dist/bin/nx.js', ...words);
  }

  /** Deletes a file or folder. */
  delete(path: string): void {
    rmSync(join(this.root, path), { recursive: true, force: true });
  }

  /** Ends what still runs in it as well, such as a program whose time was over. */
  remove(): void {
    this.#removal.abort();
    rmSync(this.root, { recursive: true, force: true });
  }
}
