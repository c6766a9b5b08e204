import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What of Docker can be used on this machine. */
export type DockerEngine =
  | { readonly state: 'ready'; readonly hasBuildx: boolean }
  /** `why` completes "needs a Docker engine, and …". */
  | { readonly state: 'missing'; readonly why: string };

const run = promisify(execFile);
const timeoutMs = 10_000;

/** Asks the `docker` command on PATH whether its engine answers, and whether it has buildx. */
export async function findDockerEngine(signal?: AbortSignal): Promise<DockerEngine> {
  try {
    await run('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: timeoutMs, signal });
  } catch (error) {
    signal?.throwIfAborted();
    return { state: 'missing', why: explain(error as NodeJS.ErrnoException) };
  }
  const buildx = run('docker', ['buildx', 'version'], { timeout: timeoutMs, signal });
  const hasBuildx = await buildx.then(
    () => true,
    () => false,
  );
  signal?.throwIfAborted();
  return { state: 'ready', hasBuildx };
}

function explain(error: NodeJS.ErrnoException): string {
  return error.code === 'ENOENT' ? 'there is no docker command on PATH' : 'the docker engine does not answer';
}
