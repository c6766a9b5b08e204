import { ClusterError } from '../../../errors.ts';
import { tryCommand } from '../../../host/run-command.ts';

/**
 * Checks that Go is installed and at least of that version.
 *
 * @throws GO_MISSING, GO_TOO_OLD
 */
export async function assertGo(
  version: string,
  { env, signal }: { readonly env: NodeJS.ProcessEnv; readonly signal?: AbortSignal },
): Promise<void> {
  const result = await tryCommand(['go', 'env', 'GOVERSION'], {
    env: { ...env, GOTOOLCHAIN: 'local' },
    signal,
  });
  if (result.exitCode !== 0) throw new ClusterError('GO_MISSING', { version });
  const found = result.stdout.trim().replace(/^go/, '');
  if (compareVersions(found, version) < 0) throw new ClusterError('GO_TOO_OLD', { found, version });
}

/** Negative when the first is older. Of `1.26.8-suffix` only the numbers count. */
export function compareVersions(first: string, second: string): number {
  const [a, b] = [numbersOf(first), numbersOf(second)];
  const differing = [0, 1, 2].find((index) => (a[index] ?? 0) !== (b[index] ?? 0));
  return differing === undefined ? 0 : (a[differing] ?? 0) - (b[differing] ?? 0);
}

function numbersOf(version: string): number[] {
  return (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);
}
