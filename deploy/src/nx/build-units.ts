import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { nxEnvironment } from '../env.ts';
import { DeployError } from '../errors.ts';
import type { Report } from '../report/events.ts';

export interface BuildOptions {
  readonly workspaceRoot: string;
  /** Takes each line that Nx and the builds write as an `output` event, between `build-started` and `build-finished`. */
  readonly report: Report;
  /** Ends the builds. */
  readonly signal: AbortSignal;
}

/**
 * Runs the `build` target of projects, and of what they depend on, in one Nx command, which takes from its cache what
 * it has built before.
 *
 * @throws DeployError BUILD_FAILED; the signal's reason when it was aborted
 */
export async function buildUnits(names: readonly string[], options: BuildOptions): Promise<void> {
  const { workspaceRoot, report, signal } = options;
  signal.throwIfAborted();
  report({ type: 'build-started', units: names });
  const startedAt = performance.now();
  const nx = createRequire(join(workspaceRoot, 'package.json')).resolve('nx/bin/nx.js');
  const words = ['run-many', '--targets=build', `--projects=${names.join(',')}`, '--output-style=stream'];
  const child = spawn(process.execPath, [nx, ...words], {
    cwd: workspaceRoot,
    env: nxEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => child.kill('SIGTERM');
  signal.addEventListener('abort', end, { once: true });
  for (const stream of [child.stdout, child.stderr]) reportLines(stream, report);
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  }).finally(() => signal.removeEventListener('abort', end));
  signal.throwIfAborted();
  if (exitCode !== 0) throw new DeployError('BUILD_FAILED', { units: names, exitCode });
  const durationMs = Math.round(performance.now() - startedAt);
  report({ type: 'build-finished', units: names, durationMs });
}

function reportLines(stream: Readable, report: Report): void {
  createInterface({ input: stream }).on('line', (line) => {
    const text = stripVTControlCharacters(line).trimEnd();
    if (text !== '') report({ type: 'output', source: 'build', line: text });
  });
}
