import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { bundledProgram, programCache } from '../../src/manifest/bundled-programs.ts';
import { WorkspaceFolder } from './workspace-folder.ts';

const deployFolder = join(import.meta.dirname, '../..');

/**
 * A workspace as somebody else would have it: Nx from the registry, three services of a few lines, and nothing of ours
 * but the packed package, which Nx's own commands install.
 */
export class ForeignWorkspace extends WorkspaceFolder {
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
    const { devDependencies } = readJson(join(deployFolder, '../package.json'));
    this.write('package.json', {
      name,
      private: true,
      workspaces: ['services/web'],
      devDependencies: { nx: devDependencies?.['nx'] },
    });
    this.write('nx.json', { analytics: false, neverConnectToCloud: true });
    this.write('.gitignore', 'node_modules\ndist\n.nx\n');
    for (const service of ['catalog', 'orders']) this.writeService(service);
    this.write('services/web/package.json', packageOfWeb);
    this.write('services/web/server.js', server('web'));
  }

  /** A service with a project.json, whose build copies. */
  writeService(service: string): void {
    const build = { executor: 'nx:run-commands', outputs: ['{projectRoot}/dist'], options: copy };
    this.write(`services/${service}/project.json`, {
      name: service,
      projectType: 'application',
      targets: { build: { ...build, cache: true } },
    });
    this.write(`services/${service}/src/main.js`, server(service));
  }

  /** Packs what the target `build` made, and adds it as a user would. */
  async addDeploy(): Promise<void> {
    const folder = join(deployFolder, 'dist');
    const packed = await this.runWith({}, 'npm', 'pack', folder, '--json', '--pack-destination', this.root);
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    await this.runWith({}, 'npm', 'install', '--no-audit', '--no-fund');
    await this.nx('add', `@todo/deploy@file:${join(this.root, filename)}`);
  }

  /** With the bundled helm on the PATH, as if it had been installed there. */
  override async nx(...words: string[]): Promise<string> {
    return this.runWith(await helmOnPath(), process.execPath, 'node_modules/nx/dist/bin/nx.js', ...words);
  }

  async todoDeploy(...words: string[]): Promise<string> {
    return this.runWith(await helmOnPath(), process.execPath, 'node_modules/.bin/todo-deploy', ...words);
  }

  /** Without any program on the PATH. */
  todoDeployAlone(...words: string[]): Promise<string> {
    return this.runWith(
      { PATH: dirname(process.execPath) },
      process.execPath,
      'node_modules/.bin/todo-deploy',
      ...words,
    );
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }
}

const copy = { cwd: '{projectRoot}', command: `node -e "fs.cpSync('src', 'dist', { recursive: true })"` };

const packageOfWeb = {
  name: '@shop/web',
  private: true,
  main: 'dist/server.js',
  scripts: {
    build: `node -e "fs.mkdirSync('dist', { recursive: true }); fs.cpSync('server.js', 'dist/server.js')"`,
  },
};

/** Answers its name on any path, and ends when it is told to. */
export function server(name: string): string {
  return `const { createServer } = require('node:http');
const server = createServer((_, answer) => answer.end('${name}'));
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => server.close());
`;
}

async function helmOnPath(): Promise<Readonly<Record<string, string>>> {
  const helm = await bundledProgram('helm', programCache);
  const path = process.env['PATH'] ?? '';
  return { PATH: helm ? `${dirname(helm)}${delimiter}${path}` : path };
}

function readJson(file: string): { readonly devDependencies?: Readonly<Record<string, string>> } {
  return JSON.parse(readFileSync(file, 'utf8')) as { devDependencies?: Record<string, string> };
}
