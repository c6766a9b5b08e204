// A real image registry of its own (CNCF distribution, Debian's docker-registry) in a temporary folder, for specs.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TestingError } from '../errors.ts';
import { freePort } from '../postgres/free-port.ts';

export interface RegistryServer {
  /** Host and port: `127.0.0.1:40123`. */
  readonly address: string;
  /** Ends the server and removes what it stored. */
  close(): Promise<void>;
}

export interface RegistryOptions {
  /** Lines of an htpasswd file (bcrypt); with them, nobody else may read or write. */
  readonly htpasswd?: string;
}

const program = 'docker-registry';
const startTimeoutMs = 60_000;

/**
 * Starts an empty registry on a free port of 127.0.0.1, over plain HTTP.
 *
 * @throws TestingError REGISTRY_NOT_STARTED
 */
export async function startRegistry({ htpasswd }: RegistryOptions = {}): Promise<RegistryServer> {
  const folder = await mkdtemp(join(tmpdir(), 'todo-registry-'));
  const address = `127.0.0.1:${await freePort()}`;
  const passwordFile = join(folder, 'htpasswd');
  if (htpasswd !== undefined) await writeFile(passwordFile, htpasswd);
  const auth = htpasswd === undefined ? {} : { auth: { htpasswd: { realm: 'test', path: passwordFile } } };
  const settings = {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: address },
    ...auth,
  };
  // JSON is YAML too
  const file = join(folder, 'config.yml');
  await writeFile(file, JSON.stringify(settings));
  const server = spawn(program, ['serve', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const close = async () => {
    await stop(server);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitUntilReady(server, address);
  } catch (error) {
    await close();
    throw error;
  }
  return { address, close };
}

async function waitUntilReady(server: ChildProcess, address: string): Promise<void> {
  let reason: string | undefined;
  let lastLine = '';
  server.stderr?.on('data', (chunk: Buffer) => (lastLine = chunk.toString().trim().split('\n').at(-1) ?? ''));
  server.once('error', (error) => (reason = error.message));
  server.once('exit', (code) => (reason ??= `it ended with ${code}: ${lastLine}`));
  const deadline = performance.now() + startTimeoutMs;
  while (reason === undefined && performance.now() < deadline) {
    const response = await fetch(`http://${address}/v2/`).catch(() => undefined);
    await response?.body?.cancel();
    if (response) return;
    await delay(20);
  }
  throw new TestingError('REGISTRY_NOT_STARTED', { program, reason: reason ?? 'it does not answer' });
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}
