import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runProgram, type ProgramOptions } from '../measure/run-program.ts';

export interface DockerEngine {
  /** Variables with which `docker` reaches it and builds with BuildKit. */
  readonly env: NodeJS.ProcessEnv;
  readonly close: () => Promise<void>;
}

const startTimeoutMs = 30_000;

/**
 * Starts a Docker engine that keeps everything in one folder, and touches neither networks nor packet filters.
 *
 * @returns the engine, or why there is none
 */
export async function startDockerEngine(
  folder: string,
  options: Pick<ProgramOptions, 'env' | 'signal'>,
): Promise<DockerEngine | { readonly missing: string }> {
  const path = (name: string) => join(folder, name);
  const socket = `unix://${path('docker.sock')}`;
  const env = { ...options.env, DOCKER_HOST: socket, DOCKER_BUILDKIT: '1', DOCKER_CONFIG: path('client') };
  await writeFile(path('daemon.json'), '{}');
  const daemon = spawn(
    'dockerd',
    [
      ...['--config-file', path('daemon.json'), '--host', socket, '--pidfile', path('pid')],
      ...['--data-root', path('data'), '--exec-root', path('exec')],
      ...['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'],
    ],
    { env, stdio: 'ignore', detached: true },
  );
  const ended = new Promise<void>((resolve) => {
    daemon.once('exit', () => resolve());
    daemon.once('error', () => resolve());
  });
  const close = async () => {
    daemon.kill('SIGTERM');
    await ended;
  };
  const deadline = performance.now() + startTimeoutMs;
  while (daemon.exitCode === null && daemon.pid !== undefined && performance.now() < deadline) {
    if (options.signal.aborted) break;
    const asked = await runProgram(['docker', 'version'], { ...options, cwd: folder, env, exitCodes: [] });
    if (asked.exitCode === 0) return { env, close };
    await delay(100);
  }
  await close();
  return { missing: 'dockerd did not start' };
}
