import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram, type ProgramOptions } from '../measure/run-program.ts';

/** Programs of Debian packages that are unpacked, not installed. */
export interface DebianPrograms {
  /** The folder that the packages lie in as they would in `/`. */
  readonly root: string;
  /** Variables with which their programs are found, and find their libraries. */
  readonly env: Readonly<Record<string, string>>;
}

const packages = ['docker.io', 'buildah'];

/**
 * Fetches Debian's docker.io and buildah, with what they need and the machine lacks, and unpacks them into a folder of
 * the user's cache: nothing is installed, and no service is started.
 *
 * @returns the programs, or why there are none
 */
export async function debianPrograms(
  cacheFolder: string,
  options: Pick<ProgramOptions, 'env' | 'signal'>,
): Promise<DebianPrograms | { readonly missing: string }> {
  if (!existsSync('/usr/bin/apt-get'))
    return { missing: 'they are taken from Debian packages, and this is no Debian' };
  if (process.getuid?.() !== 0) return { missing: 'only root can start them' };
  const root = join(cacheFolder, 'debian');
  try {
    if (!existsSync(root)) await unpackInto(root, { cwd: '/', ...options });
  } catch (error) {
    options.signal.throwIfAborted();
    return { missing: error instanceof Error ? error.message : String(error) };
  }
  return {
    root,
    env: {
      PATH: [join(root, 'usr/sbin'), join(root, 'usr/bin'), options.env['PATH']].join(':'),
      LD_LIBRARY_PATH: join(root, 'usr/lib/x86_64-linux-gnu'),
    },
  };
}

async function unpackInto(root: string, options: ProgramOptions): Promise<void> {
  await mkdir(join(root, '..'), { recursive: true });
  const draft = await mkdtemp(`${root}-`);
  try {
    const archives = join(draft, 'archives');
    await mkdir(join(archives, 'partial'), { recursive: true });
    await runProgram(['apt-get', 'update'], options);
    const wanted = [
      '--download-only',
      '--yes',
      '--no-install-recommends',
      `--option=Dir::Cache::archives=${archives}`,
    ];
    await runProgram(['apt-get', 'install', ...wanted, ...packages], options);
    for (const file of (await readdir(archives)).filter((name) => name.endsWith('.deb')))
      await runProgram(['dpkg-deb', '--extract', join(archives, file), join(draft, 'root')], options);
    await rename(join(draft, 'root'), root);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
