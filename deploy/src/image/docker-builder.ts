import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { formatReference, OciError } from '@todo/oci/registry';
import { DeployError } from '../errors.ts';
import type { BuildRequest, BuildSettings, ImageBuilder } from './builder.ts';
import { findDockerEngine } from './docker-engine.ts';

/**
 * Has `docker` build and push an image, for Dockerfiles that run programs: with buildx, which can also set all times to
 * the epoch, or else with `docker build` and `docker push`. Base images come from where they were found, also when
 * that is a mirror that the engine does not know of.
 *
 * @throws DeployError DOCKER_ENGINE_MISSING, DOCKER_BUILD_FAILED
 */
export const dockerBuilder: ImageBuilder = async (request, settings) => {
  const { hasBuildx } = await requireDockerEngine(request, settings.signal);
  const { target } = request;
  const commands = hasBuildx ? [buildxCommand(request, settings)] : plainCommands(request, settings);
  for (const command of commands) await runDocker(command, request, settings);
  const pushed = await settings.client.headManifest(target, { signal: settings.signal });
  if (!pushed) throw new OciError('IMAGE_NOT_FOUND', { reference: formatReference(target) });
  return { digest: pushed.digest };
};

/**
 * The engine, or why this Dockerfile cannot do without one.
 *
 * @throws DeployError DOCKER_ENGINE_MISSING
 */
export async function requireDockerEngine(
  { dockerfile, choice }: BuildRequest,
  signal?: AbortSignal,
): Promise<{ readonly hasBuildx: boolean }> {
  const engine = await findDockerEngine(signal);
  if (engine.state === 'ready') return engine;
  const { what, line } = choice.obstacle ?? { what: 'this Dockerfile', line: 1 };
  throw new DeployError('DOCKER_ENGINE_MISSING', {
    dockerfile: dockerfile.name,
    line,
    what,
    why: engine.why,
  });
}

/** Arguments of one `docker` command. */
type Command = readonly string[];

function buildxCommand({ target, bases, dockerfilePath }: BuildRequest, { epoch }: BuildSettings): Command {
  const contexts = [...bases].map(([text, { repository, digest }]) => {
    return `--build-context=${text}=docker-image://${formatReference({ ...repository, digest })}`;
  });
  return [
    ...['buildx', 'build', '--progress=plain', '--provenance=false', '--platform=linux/amd64'],
    `--output=type=image,name=${formatReference(target)},push=true,rewrite-timestamp=true`,
    `--build-arg=SOURCE_DATE_EPOCH=${epoch}`,
    ...contexts,
    `--file=${dockerfilePath}`,
    dirname(dockerfilePath),
  ];
}

function plainCommands({ target, bases, dockerfilePath }: BuildRequest, { epoch }: BuildSettings): Command[] {
  const tag = formatReference(target);
  const pulls = [...bases].flatMap(([text, { repository, digest }]) => {
    const source = formatReference({ ...repository, digest });
    return text.includes('@')
      ? [['pull', source]]
      : [
          ['pull', source],
          ['tag', source, text],
        ];
  });
  const build = [
    'build',
    `--tag=${tag}`,
    `--build-arg=SOURCE_DATE_EPOCH=${epoch}`,
    `--file=${dockerfilePath}`,
  ];
  return [...pulls, [...build, dirname(dockerfilePath)], ['push', tag]];
}

async function runDocker(command: Command, request: BuildRequest, settings: BuildSettings): Promise<void> {
  const { output, signal } = settings;
  const child = spawn('docker', command, { stdio: ['ignore', 'pipe', 'pipe'], signal });
  let lastLine = '';
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() !== '') lastLine = line.trim();
      output(line);
    });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  const [name] = command;
  const context = { dockerfile: request.dockerfile.name, command: `docker ${name}`, lastLine };
  throw new DeployError('DOCKER_BUILD_FAILED', context);
}
