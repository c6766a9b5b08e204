import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { environmentText } from '../env.ts';
import type { UnitInputs } from '../inputs/unit-inputs.ts';
import { readKept, writeKept } from '../kept-file.ts';
import { unpack } from '../ledger/pack.ts';
import { filesOfChart, type WorkspaceUnits } from './read-units.ts';
import { workspaceDataFolder, type WorkspaceFile } from './workspace-files.ts';

/**
 * Keeps what `readUnits` found, under a key made of all that it follows from: each file of the workspace with its hash,
 * what is installed, the environment, the versions of Node and Nx. With the same key the answer is the same, and neither
 * the project graph nor a hash has to be computed for it.
 *
 * Of files that say what objects are rendered from, which change often and matter to no image, the key has the names. They
 * are kept beside the answer, and looked at before it is given, where an image's inputs name them after all; so are files
 * that git ignores and that Nx reads all the same (`.env.local` and its like).
 */
interface CacheEntry {
  readonly beside: FilesBeside;
  readonly found: WorkspaceUnits;
}

/** SHA-256 by absolute path; null where there is no file. */
type FilesBeside = Readonly<Record<string, string | null>>;

const formatVersion = 2;
const prefix = 'todo-deploy-units-';
/** One entry per state of the workspace and of the environment; going back to one of the last finds it again. */
const entriesMax = 8;

/** @returns undefined when the workspace was never read in this state */
export function readCachedUnits(root: string, files: readonly WorkspaceFile[]): WorkspaceUnits | undefined {
  const entry = readKept<CacheEntry>(entryFile(root, files));
  if (!entry) return undefined;
  const { beside, found } = entry;
  const isSame = Object.entries(beside).every(([path, hash]) => hashOf(path) === hash);
  return isSame ? { ...found, sharedFiles: filesOfChart(files, { ...found, root }) } : undefined;
}

/** @param ignored absolute paths of files that git ignores and that the answer also follows from */
export function writeCachedUnits(
  root: string,
  files: readonly WorkspaceFile[],
  { found, ignored }: { readonly found: WorkspaceUnits; readonly ignored: readonly string[] },
): void {
  const named = new Set(Object.values(found.inputs).flatMap(filesIn));
  const settings = files.filter(isSettingAmong(files)).filter((setting) => named.has(setting.file));
  const beside = [...ignored, ...settings.map((setting) => join(root, setting.file))];
  const entry: CacheEntry = {
    beside: Object.fromEntries(beside.map((path) => [path, hashOf(path)])),
    found,
  };
  writeKept(entryFile(root, files), entry);
  removeOldEntries(workspaceDataFolder(root));
}

function filesIn(packed: string): readonly string[] {
  return Object.keys((unpack(packed) as UnitInputs).file ?? {});
}

/**
 * Whether a file is a template or values of a chart, or says what an environment gives it. Chart.yaml and code, which plugins
 * may look into, are none.
 */
function isSettingAmong(files: readonly WorkspaceFile[]): (file: WorkspaceFile) => boolean {
  const charts = files.filter(({ file }) => file.endsWith('/chart/Chart.yaml'));
  const roots = charts.map(({ file }) => dirname(dirname(file)));
  return ({ file }) =>
    /(?<!\/Chart)\.(yaml|yml|tpl|txt)$/.test(file) &&
    roots.some((root) => file.startsWith(`${root}/chart/`) || file.startsWith(`${root}/environments/`));
}

function entryFile(root: string, files: readonly WorkspaceFile[]): string {
  const isSetting = isSettingAmong(files);
  const facts = [
    formatVersion,
    process.version,
    root,
    process.cwd(),
    environmentText(),
    installed(root),
    files.map((file) => (isSetting(file) ? file.file : file)),
  ];
  const key = createHash('sha256').update(JSON.stringify(facts)).digest('hex');
  return join(workspaceDataFolder(root), `${prefix}${key}.json`);
}

/** What package managers write whenever they change what is installed. */
const marks = [
  '',
  '.package-lock.json',
  '.modules.yaml',
  '.yarn-state.yml',
  '.yarn-integrity',
  'nx/package.json',
];

function installed(root: string): readonly string[] {
  return marks.map((mark) => {
    const stats = statSync(join(root, 'node_modules', mark), { throwIfNoEntry: false });
    return stats ? `${stats.mtimeMs} ${stats.size}` : '';
  });
}

function hashOf(path: string): string | null {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : null;
}

function removeOldEntries(folder: string): void {
  const entries = readdirSync(folder).filter((name) => name.startsWith(prefix));
  const age = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const newestFirst = entries.map((name) => ({ name, at: age(name) })).sort((a, b) => b.at - a.at);
  for (const { name } of newestFirst.slice(entriesMax)) rmSync(join(folder, name), { force: true });
}
