import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Bench } from '../bench.ts';
import { releaseName } from '../contenders/contender.ts';
import { installPackage } from './install-package.ts';
import type { Workspace } from './workspace.ts';

export interface GeneratedWorkspace extends Workspace {
  /** Writes a file: text as it is, anything else as JSON. */
  readonly write: (path: string, content: unknown) => Promise<void>;
}

export interface WorkspaceContent {
  readonly namespace: string;
  /** Files by their path in the workspace: text as it is, anything else as JSON. */
  readonly files: Readonly<Record<string, unknown>>;
  /** Templates of the chart by file name. */
  readonly templates: Readonly<Record<string, string>>;
}

/** Makes an Nx workspace, committed in git, in which the packed deploy library is installed. */
export async function generateWorkspace(
  bench: Bench,
  { namespace, files, templates }: WorkspaceContent,
): Promise<GeneratedWorkspace> {
  const root = await realpath(await bench.folder(`workspace-${namespace}`));
  const write = (path: string, content: unknown) => writeInto(join(root, path), content);
  const charts = Object.entries(templates).map(
    ([name, text]) => [`release/chart/templates/${name}`, text] as const,
  );
  const common = {
    '.gitignore': 'node_modules\ndist\n.nx\n',
    'package.json': { name: 'generated', private: true, type: 'module' },
    'nx.json': nxJson(bench),
    'release/project.json': { name: 'release' },
    'release/chart/Chart.yaml': { apiVersion: 'v2', name: 'generated', version: '1.0.0' },
  };
  const all: Readonly<Record<string, unknown>> = { ...common, ...Object.fromEntries(charts), ...files };
  for (const [path, content] of Object.entries(all)) await write(path, content);
  await symlink(await installPackage(bench), join(root, 'node_modules'));
  await commitAll(bench, root);
  return {
    root,
    chart: join(root, 'release/chart'),
    write,
    setValues: (values) =>
      write('release/environments/local.yaml', { namespace, release: releaseName, timeout: '5m', values }),
  };
}

function nxJson({ name }: Bench): object {
  return {
    analytics: false,
    neverConnectToCloud: true,
    useDaemonProcess: false,
    cacheDirectory: '.nx/cache',
    plugins: [{ plugin: '@todo/deploy/plugin', options: { repositoryPrefix: name } }],
    namedInputs: {
      default: ['{projectRoot}/**/*'],
      production: ['default', '!{projectRoot}/**/*.spec.ts', '!{projectRoot}/**/*.md'],
    },
  };
}

async function writeInto(file: string, content: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
}

async function commitAll({ run }: Bench, cwd: string): Promise<void> {
  await run(['git', 'init', '--quiet'], { cwd });
  await run(['git', 'add', '.'], { cwd });
  const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.invalid'];
  await run(['git', ...author, 'commit', '--quiet', '--message', 'Begin'], { cwd });
}
