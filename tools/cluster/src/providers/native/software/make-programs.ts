import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import type { Env } from '../../../env.ts';
import { ClusterError } from '../../../errors.ts';
import { phase, type Progress } from '../../../progress.ts';
import { buildPrograms, type BuiltProgram } from './build-programs.ts';
import {
  committedDir,
  readManifest,
  thisPlatform,
  writeManifest,
  type ProgramEntry,
  type ProgramManifest,
} from './manifest.ts';

export interface MakeProgramsOptions {
  readonly env: Env;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
  /** Only compare with the manifest, write nothing into the repository. */
  readonly check: boolean;
}

/**
 * Builds the Go programs from their sources. Without `check` they are written, compressed, into the repository's folder
 * of this platform, and the manifest says what they are now; with it they are compared with the manifest.
 *
 * @throws PROGRAMS_DIFFER, and whatever buildPrograms throws
 */
export async function makePrograms({ env, progress, signal, check }: MakeProgramsOptions): Promise<void> {
  const manifest = readManifest();
  const platform = thisPlatform();
  mkdirSync(env.programsCacheDir, { recursive: true });
  const folder = mkdtempSync(join(env.programsCacheDir, 'make-'));
  try {
    const built = await phase(progress, 'programs', ({ remark }) =>
      buildPrograms(manifest.programs, { folder, env: env.forCommands, onProgress: remark, signal }),
    );
    if (check) compare(built, manifest, { platform, progress });
    else await store(built, manifest, { platform, progress });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Target {
  readonly platform: string;
  readonly progress: Progress;
}

function compare(
  built: readonly BuiltProgram[],
  { programs }: ProgramManifest,
  { platform, progress }: Target,
): void {
  const known = new Map(programs.map(({ name, platforms }) => [name, platforms[platform]?.sha256]));
  const differing = built.filter(({ name, sha256 }) => known.get(name) !== sha256);
  if (differing.length > 0) {
    const texts = differing.map(
      ({ name, sha256 }) => `${name} is ${sha256}, not ${known.get(name) ?? 'known'}`,
    );
    throw new ClusterError('PROGRAMS_DIFFER', { programs: texts.join('; ') });
  }
  progress(`${built.length} programs built from source have exactly the bits that the manifest names`);
}

async function store(
  built: readonly BuiltProgram[],
  manifest: ProgramManifest,
  { platform, progress }: Target,
): Promise<void> {
  const folder = join(committedDir, platform);
  mkdirSync(folder, { recursive: true });
  const programs: ProgramEntry[] = [];
  for (const entry of manifest.programs) {
    const result = built.find(({ name }) => name === entry.name);
    if (!result) throw new Error(`${entry.name} was not built`);
    const file = `${entry.name}.zst`;
    progress(`compressing ${entry.name}`);
    await compress(result.file, join(folder, file));
    const known = { file, sha256: result.sha256, bytes: statSync(result.file).size };
    programs.push({ ...entry, platforms: { ...entry.platforms, [platform]: known } });
  }
  writeManifest({ ...manifest, programs });
}

async function compress(source: string, target: string): Promise<void> {
  const params = { [constants.ZSTD_c_compressionLevel]: 19 };
  const temporary = `${target}.tmp`;
  await pipeline(createReadStream(source), createZstdCompress({ params }), createWriteStream(temporary));
  renameSync(temporary, target);
}
