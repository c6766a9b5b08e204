import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../../host/run-command.ts';

/** A Go module that is part of a program. */
interface Module {
  readonly path: string;
  readonly version: string;
}

export interface NoticeOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

const licenceFiles = /^(licen[cs]e|copying|notice)([._-].*)?$/i;
const rule = '='.repeat(80);

/**
 * The licences of everything that is compiled into the programs, from the modules' own files: each text once, with the
 * modules it covers before it.
 */
export async function collectNotice(executables: readonly string[], options: NoticeOptions): Promise<string> {
  const covered = new Map<string, string[]>();
  const add = (name: string, folder: string) => {
    for (const text of licenceTexts(folder)) covered.set(text, [...(covered.get(text) ?? []), name]);
  };
  const goRoot = (await runCommand(['go', 'env', 'GOROOT'], options)).stdout.trim();
  add('the Go standard library', goRoot);
  for (const module of await modulesOf(executables, options)) {
    add(`${module.path} ${module.version}`, await folderOf(module, options));
  }
  const sections = [...covered].map(([text, names]) => `${rule}\n${names.join('\n')}\n${rule}\n\n${text}\n`);
  return `${introduction}\n${sections.join('\n')}`;
}

const introduction = `The programs in this folder are compiled from the Go modules named below, unchanged. Each licence text or notice
stands once, after the names of the modules that it came with. How the programs are built: ../../software/manifest.json
`;

async function modulesOf(executables: readonly string[], options: NoticeOptions): Promise<Module[]> {
  const modules = new Map<string, Module>();
  for (const file of executables) {
    const { stdout } = await runCommand(['go', 'version', '-m', file], options);
    for (const module of parseBuildInfo(stdout)) modules.set(`${module.path}@${module.version}`, module);
  }
  return [...modules.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Modules from the text of `go version -m`; where one was replaced, the replacement. */
export function parseBuildInfo(text: string): Module[] {
  const modules: Module[] = [];
  for (const line of text.split('\n')) {
    const [, kind, path = '', version = ''] = line.split('\t');
    if (kind === '=>') modules.pop();
    if (['mod', 'dep', '=>'].includes(kind ?? '')) modules.push({ path, version });
  }
  return modules.filter(({ version }) => version.startsWith('v'));
}

async function folderOf({ path, version }: Module, options: NoticeOptions): Promise<string> {
  const { stdout } = await runCommand(['go', 'mod', 'download', '-json', `${path}@${version}`], options);
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}

function licenceTexts(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && licenceFiles.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8').trimEnd());
}
