// A Docker engine for specs: the one that answers, or one of their own that is started by hand and touches neither
// networks nor packet filters.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

export interface DockerEngine {
  /** Variables for `docker` to reach it. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs `docker` as it is on PATH, and resolves to what it printed. */
  readonly docker: (...words: string[]) => Promise<string>;
  /** Builds with BuildKit. */
  readonly build: (...words: string[]) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** An engine, or why there is none. */
export type FoundEngine = DockerEngine | { readonly missing: string };

const run = promisify(execFile);
const startTimeoutMs = 20_000;

/** Installs Debian's engine where that is free to do: as root in CI. */
export async function findEngine(): Promise<FoundEngine> {
  const running = await useEngine({}, () => Promise.resolve());
  if (!('missing' in running)) return running;
  if (process.getuid?.() !== 0) return { missing: 'no Docker engine answers, and only root can start one' };
  if (!existsSync('/usr/sbin/dockerd') && process.env['CI'] && existsSync('/usr/bin/apt-get'))
    await install();
  if (!existsSync('/usr/sbin/dockerd')) return { missing: 'dockerd is not installed (Debian: docker.io)' };
  return startEngine();
}

async function install(): Promise<void> {
  for (const words of [['update'], ['install', '--yes', '--no-install-recommends', 'docker.io']])
    await run('apt-get', words).catch(() => undefined);
}

async function startEngine(): Promise<FoundEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'todo-docker-'));
  const path = (name: string) => join(folder, name);
  await writeFile(path('daemon.json'), '{}');
  const socket = `unix://${path('docker.sock')}`;
  const daemon = spawn(
    '/usr/sbin/dockerd',
    [
      ...['--config-file', path('daemon.json'), '--host', socket, '--pidfile', path('pid')],
      ...['--data-root', path('data'), '--exec-root', path('exec')],
      ...['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'],
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => daemon.once('exit', () => resolve()));
  const close = async () => {
    daemon.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const deadline = performance.now() + startTimeoutMs;
  let engine: FoundEngine;
  do {
    await delay(100);
    engine = await useEngine({ DOCKER_HOST: socket }, close);
  } while ('missing' in engine && daemon.exitCode === null && performance.now() < deadline);
  if ('missing' in engine) await close();
  return engine;
}

async function useEngine(env: Record<string, string>, close: () => Promise<void>): Promise<FoundEngine> {
  const programs = ['docker', '/usr/bin/docker'];
  const docker = await firstWorking(programs, ['version'], env);
  if (docker === undefined) return { missing: 'no Docker engine answers' };
  const withBuildKit = { ...env, DOCKER_BUILDKIT: '1' };
  // a client has BuildKit built in, or as the plugin buildx, or not at all
  const builder = await firstWorking(programs, ['build', '--help'], withBuildKit);
  if (builder === undefined) return { missing: 'no docker client here can use BuildKit' };
  const call = async (program: string, words: readonly string[], variables: Record<string, string>) => {
    const { stdout, stderr } = await run(program, words, { env: { ...process.env, ...variables } });
    return stdout + stderr;
  };
  return {
    env,
    docker: (...words) => call(docker, words, env),
    build: (...words) => call(builder, ['build', ...words], withBuildKit),
    close,
  };
}

async function firstWorking(
  programs: readonly string[],
  words: readonly string[],
  variables: Record<string, string>,
): Promise<string | undefined> {
  for (const program of programs) {
    const trial = run(program, words, { env: { ...process.env, ...variables }, timeout: 10_000 });
    if (
      await trial.then(
        () => true,
        () => false,
      )
    )
      return program;
  }
  return undefined;
}
