import {
  createReadStream,
  createWriteStream,
  existsSync,
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
import { writeFileAtomically } from '../../../host/write-file.ts';
import { buildPrograms, goEnvironment, type BuiltProgram } from './build-programs.ts';
import { collectNotice } from './collect-notice.ts';
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
 * Builds the Go programs from their sources. With `check` the result is compared with the manifest. Without it, those
 * that differ from the manifest are written, compressed, into the repository's folder of this platform, with the
 * licences of all that is in them, and the manifest says what they are now.
 *
 * @throws PROGRAMS_DIFFER, and whatever buildPrograms throws
 */
export async function makePrograms(options: MakeProgramsOptions): Promise<void> {
  const { env, progress, signal, check } = options;
  const manifest = readManifest();
  mkdirSync(env.programsCacheDir, { recursive: true });
  const folder = mkdtempSync(join(env.programsCacheDir, 'make-'));
  try {
    const built = await phase(progress, 'programs', ({ remark }) =>
      buildPrograms(manifest.programs, { folder, env: env.forCommands, onProgress: remark, signal }),
    );
    if (check) compare(built, manifest, progress);
    else await phase(progress, 'stored', () => store(built, manifest, options));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compare(built: readonly BuiltProgram[], { programs }: ProgramManifest, progress: Progress): void {
  const known = new Map(programs.map(({ name, platforms }) => [name, platforms[thisPlatform()]?.sha256]));
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
  { env, progress, signal }: MakeProgramsOptions,
): Promise<void> {
  const folder = join(committedDir, thisPlatform());
  mkdirSync(folder, { recursive: true });
  const programs: ProgramEntry[] = [];
  for (const entry of manifest.programs) {
    const result = built.find(({ name }) => name === entry.name);
    if (!result) throw new Error(`${entry.name} was not built`);
    programs.push(await storeOne(entry, result, { folder, progress }));
  }
  const executables = programs
    .filter(({ kind }) => kind === 'executable')
    .map(({ name }) => built.find((program) => program.name === name)?.file ?? '');
  const goEnv = await goEnvironment({ env: env.forCommands, signal });
  writeFileAtomically(join(folder, 'NOTICE'), await collectNotice(executables, { env: goEnv, signal }));
  writeManifest({ ...manifest, programs });
}

/** One whose bits are what the manifest names is left as it is: compressing it again could give another file. */
async function storeOne(
  entry: ProgramEntry,
  { file: source, sha256 }: BuiltProgram,
  { folder, progress }: { folder: string; progress: Progress },
): Promise<ProgramEntry> {
  const before = entry.platforms[thisPlatform()];
  if (before?.sha256 === sha256 && existsSync(join(folder, before.file))) {
    progress(`${entry.name}: unchanged, the very bits that the manifest names`);
    return entry;
  }
  progress(`${entry.name}: changed, compressing it`);
  const file = `${entry.name}.zst`;
  await compress(source, join(folder, file));
  const now = { file, sha256, bytes: statSync(source).size };
  return { ...entry, platforms: { ...entry.platforms, [thisPlatform()]: now } };
}

async function compress(source: string, target: string): Promise<void> {
  const params = { [constants.ZSTD_c_compressionLevel]: 19 };
  const temporary = `${target}.tmp`;
  await pipeline(createReadStream(source), createZstdCompress({ params }), createWriteStream(temporary));
  renameSync(temporary, target);
}
