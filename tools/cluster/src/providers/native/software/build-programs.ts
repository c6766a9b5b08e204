import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ClusterError } from '../../../errors.ts';
import { lastLines } from '../../../host/last-lines.ts';
import { tryCommand, type Command, type CommandResult } from '../../../host/run-command.ts';
import { assertGo } from './go-toolchain.ts';
import { readManifest, sourceDir, type ProgramEntry } from './manifest.ts';
import { cachedProgram, sha256OfFile } from './unpack-program.ts';

export interface BuildOptions {
  /** Where the programs are written to. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface BuiltProgram {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
}

const progressEveryPackages = 250;

/**
 * Builds programs from their pinned Go modules, whose content go.sum and the checksum database vouch for.
 *
 * @throws GO_MISSING, GO_TOO_OLD, PROGRAM_BUILD_FAILED
 */
export async function buildPrograms(
  entries: readonly ProgramEntry[],
  options: BuildOptions,
): Promise<BuiltProgram[]> {
  const env = await goEnvironment(options);
  const built: BuiltProgram[] = [];
  for (const entry of entries) built.push(await buildOne(entry, { ...options, env }));
  return built;
}

/**
 * The same into the cache, where they are run from. On a platform that the manifest knows, the result must be the very
 * bits it names.
 *
 * @throws PROGRAM_CHECKSUM_WRONG, and what buildPrograms throws
 */
export async function buildIntoCache(
  entries: readonly ProgramEntry[],
  { platform, cacheDir, ...options }: Omit<BuildOptions, 'folder'> & { platform: string; cacheDir: string },
): Promise<void> {
  const folder = mkdtempSync(join(cacheDir, 'build-'));
  try {
    for (const { name, file, sha256 } of await buildPrograms(entries, { ...options, folder })) {
      const entry = entries.find((candidate) => candidate.name === name);
      if (entry) keep(entry, { file, sha256, platform, cacheDir });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function keep(
  entry: ProgramEntry,
  { file, sha256, platform, cacheDir }: { file: string; sha256: string; platform: string; cacheDir: string },
): void {
  const known = entry.platforms[platform];
  if (known && known.sha256 !== sha256) {
    throw new ClusterError('PROGRAM_CHECKSUM_WRONG', {
      file: entry.name,
      expected: known.sha256,
      actual: sha256,
    });
  }
  const target = known
    ? cachedProgram(cacheDir, { ...known, name: entry.name })
    : builtProgram(entry, platform, cacheDir);
  mkdirSync(dirname(target), { recursive: true });
  chmodSync(file, 0o755);
  renameSync(file, target);
}

/** Where a program built on a platform that the manifest does not know lies in the cache: named by what it is built from. */
export function builtProgram(entry: ProgramEntry, platform: string, cacheDir: string): string {
  const hash = createHash('sha256').update(JSON.stringify([readManifest().go, entry, platform]));
  if ('source' in entry.build) {
    const folder = join(sourceDir, entry.build.source);
    for (const name of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, name)));
  }
  return join(cacheDir, `built-${hash.digest('hex')}`, entry.name);
}

/**
 * The environment in which every build gives the same bits. Newer versions of Go fetch the pinned one by themselves,
 * because other versions give other bits.
 *
 * @throws GO_MISSING, GO_TOO_OLD
 */
export async function goEnvironment(
  options: Pick<BuildOptions, 'env' | 'signal'>,
): Promise<NodeJS.ProcessEnv> {
  const { go } = readManifest();
  await assertGo(go, options);
  const pinned = { GOTOOLCHAIN: `go${go}`, GOFLAGS: '', GOWORK: 'off', GOEXPERIMENT: '', GOAMD64: 'v1' };
  // A higher GOGC makes the compiler faster and its output no different.
  return { ...options.env, ...pinned, CGO_ENABLED: '0', GOGC: '400' };
}

async function buildOne(entry: ProgramEntry, options: BuildOptions): Promise<BuiltProgram> {
  const startedAt = performance.now();
  options.onProgress(`building ${entry.name} (${versionsOf(entry)})`);
  const file = join(options.folder, entry.name);
  if ('copy' in entry.build) await copyFromModule(entry, file, options);
  else await compile(entry, file, options);
  const sha256 = await sha256OfFile(file);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  options.onProgress(`built ${entry.name} in ${seconds} s, SHA-256 ${sha256}`);
  return { name: entry.name, file, sha256 };
}

async function compile(entry: ProgramEntry, output: string, options: BuildOptions): Promise<void> {
  const { build } = entry;
  if ('copy' in build) return;
  const flags = ['-v', ...build.flags.split(' '), '-ldflags', build.linkerFlags];
  if ('source' in build) {
    const cwd = join(sourceDir, build.source);
    await go(entry, ['go', 'build', ...flags, '-o', output, '.'], { ...options, cwd });
    return;
  }
  const [version] = Object.values(entry.modules);
  const env = { ...options.env, GOBIN: dirname(output) };
  await go(entry, ['go', 'install', ...flags, `${build.package}@${version}`], { ...options, env });
}

async function copyFromModule(entry: ProgramEntry, output: string, options: BuildOptions): Promise<void> {
  const [[module, version] = []] = Object.entries(entry.modules);
  if (!('copy' in entry.build) || module === undefined) return;
  const { stdout } = await go(entry, ['go', 'mod', 'download', '-json', `${module}@${version}`], options);
  const { Dir } = JSON.parse(stdout) as { Dir: string };
  copyFileSync(join(Dir, entry.build.copy), output);
}

async function go(
  entry: ProgramEntry,
  command: Command,
  { env, signal, onProgress, cwd }: BuildOptions & { readonly cwd?: string },
): Promise<CommandResult> {
  let packages = 0;
  const onLine = () => {
    packages += 1;
    if (packages % progressEveryPackages === 0)
      onProgress(`building ${entry.name}: ${packages} packages done`);
  };
  const result = await tryCommand(command, { env, signal, cwd, onLine });
  signal?.throwIfAborted();
  if (result.exitCode === 0) return result;
  throw new ClusterError('PROGRAM_BUILD_FAILED', {
    program: entry.name,
    lastLines: lastLines(result.stderr, 3),
  });
}

function versionsOf({ modules }: ProgramEntry): string {
  return Object.entries(modules)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}
