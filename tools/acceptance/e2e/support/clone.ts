import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const workspaceRoot = join(import.meta.dirname, '../../../..');

export interface Outcome {
  readonly exitCode: number;
  /** Both streams, without colours, in the order they came. */
  readonly output: string;
  readonly durationMs: number;
}

/**
 * A clone of the repository in a temporary folder, with its own Nx cache and no build outputs, in which a test changes
 * files and runs commands as a developer would. Dependencies are hard links of the installed ones.
 */
export class Clone {
  readonly folder = join(mkdtempSync(join(tmpdir(), 'todo-clone-')), 'todo-chatbot');

  constructor() {
    execFileSync('git', ['clone', '--quiet', '--no-hardlinks', workspaceRoot, this.folder]);
    execFileSync('cp', ['-al', join(workspaceRoot, 'node_modules'), join(this.folder, 'node_modules')]);
    for (const nested of nestedModules()) {
      execFileSync('cp', ['-al', join(workspaceRoot, nested), join(this.folder, nested)]);
    }
    this.git('config', 'user.name', 'test');
    this.git('config', 'user.email', 'test@example.invalid');
  }

  /** Replaces the one occurrence of a text in a file, and commits. */
  change(path: string, replace: { from: string; to: string }): void {
    const file = join(this.folder, path);
    const text = readFileSync(file, 'utf8');
    if (text.split(replace.from).length !== 2)
      throw new Error(`${path}: holds "${replace.from}" not exactly once`);
    writeFileSync(
      file,
      text.replace(replace.from, () => replace.to),
    );
    this.git('commit', '--quiet', '--all', '--message', `Change ${path}`);
  }

  git(...words: string[]): string {
    return execFileSync('git', words, { cwd: this.folder, encoding: 'utf8' });
  }

  /** Runs a program of the clone's dependencies, as `npx` would. */
  run(program: string, ...words: string[]): Promise<Outcome> {
    const startedAt = performance.now();
    const binaries = join(this.folder, 'node_modules/.bin');
    const env = { ...outerEnvironment(), PATH: `${binaries}:${process.env.PATH}` };
    const child = spawn(join(binaries, program), words, {
      cwd: this.folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => (output += data.toString()));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode) => {
        const durationMs = Math.round(performance.now() - startedAt);
        resolve({ exitCode: exitCode ?? -1, output: stripVTControlCharacters(output), durationMs });
      });
    });
  }

  remove(): void {
    rmSync(join(this.folder, '..'), { recursive: true, force: true });
  }
}

/** Packages that npm could not hoist to the root lie in the project's own folder. */
function nestedModules(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '--', '*package.json'], {
    cwd: workspaceRoot,
    encoding: 'utf8',
  });
  return listed
    .split('\n')
    .map((path) => path.replace(/package\.json$/, 'node_modules'))
    .filter(
      (path) =>
        path !== 'node_modules' && path.endsWith('node_modules') && existsSync(join(workspaceRoot, path)),
    );
}

/** What a user's shell has: nothing of the Nx run or of Jest that this test runs in. */
function outerEnvironment(): NodeJS.ProcessEnv {
  const inner = /^(NX_|JEST_|NODE_OPTIONS$|NODE_ENV$|npm_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !inner.test(name)));
}
