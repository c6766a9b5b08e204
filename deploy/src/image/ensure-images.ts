import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRegistryClient, parseReference, type RegistryClient } from '@todo/oci';
import { DeployError } from '../errors.ts';
import type { Digest, PublishedImage, Unit, UnitImage } from '../unit.ts';
import { assembleBuilder } from './assemble-builder.ts';
import { baseReferences } from './base-references.ts';
import type { BuildRequest, BuildSettings, ResolvedBase } from './builder.ts';
import { chooseBuilder } from './choose-builder.ts';
import { dockerBuilder, requireDockerEngine } from './docker-builder.ts';
import { parseDockerfile } from './dockerfile.ts';
import { imageKey } from './image-key.ts';
import type { EnsureOptions, ImageOptions, Images } from './image.ts';
import { createBaseResolver, type ResolveBase } from './resolve-base.ts';

/**
 * Looks up the images of units by what they are made from and builds nothing: per unit one request, and one more per
 * base image. Units without an image, and those whose image is not in the registry, are left out.
 *
 * @throws DeployError DOCKERFILE_NOT_FOUND, DOCKERFILE_INVALID, BASE_IMAGE_UNAVAILABLE; OciError when the registry fails
 */
export async function findImages(units: readonly Unit[], options: ImageOptions): Promise<Images> {
  const lookups = await lookUp(units, withClient(options));
  return new Map(lookups.flatMap(({ found }) => (found ? [[found.unit, found]] : [])));
}

/**
 * Gives every unit its image: look up, and for those that are missing build their projects at once, make the images
 * and push them side by side. The first failure stops the others; nothing is tagged before it is complete.
 *
 * @throws DeployError of codes 50 to 59, OciError when the registry fails, and whatever `buildProjects` throws
 */
export async function ensureImages(units: readonly Unit[], options: EnsureOptions): Promise<Images> {
  const settings = withClient(options);
  const lookups = await lookUp(units, settings);
  const missing = lookups.filter(({ found }) => !found);
  await checkEngine(missing, options.signal);
  if (missing.length > 0) await options.buildProjects(missing.map(({ unit }) => unit));
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const building = missing.map((lookup) => publish(lookup, { ...settings, signal }));
  building.forEach((image) => void image.catch((error: unknown) => stop.abort(error)));
  await Promise.allSettled(building);
  if (stop.signal.aborted) throw stop.signal.reason;
  const published = await Promise.all(building);
  const found = lookups.flatMap((lookup) => lookup.found ?? []);
  return new Map([...found, ...published].map((image) => [image.unit, image]));
}

/**
 * Looks up which digests the names of a unit's base images have now.
 *
 * @throws DeployError DOCKERFILE_NOT_FOUND, DOCKERFILE_INVALID, BASE_IMAGE_UNAVAILABLE; OciError when the registry fails
 */
export async function findBases(
  unit: Unit,
  options: ImageOptions,
): Promise<Readonly<Record<string, Digest>>> {
  if (!unit.image) return {};
  const context = { settings: withClient(options), resolveBase: createBaseResolver() };
  return digestsOf(await describeBuild(unit, unit.image, context));
}

function digestsOf({ bases }: BuildRequest): Readonly<Record<string, Digest>> {
  return Object.fromEntries([...bases].map(([name, { digest }]) => [name, digest]));
}

type Settings = ImageOptions & { readonly client: RegistryClient; readonly epoch: number };

function withClient(options: ImageOptions): Settings {
  return { ...options, client: options.client ?? createRegistryClient(), epoch: options.epoch ?? 0 };
}

/** What is known of a unit's image before anything is built. */
interface Lookup {
  readonly unit: Unit;
  readonly image: UnitImage;
  readonly request: BuildRequest;
  readonly found?: PublishedImage;
}

async function lookUp(units: readonly Unit[], settings: Settings): Promise<Lookup[]> {
  const resolveBase = createBaseResolver();
  return Promise.all(
    units.flatMap((unit) => (unit.image ? [lookUpOne(unit, unit.image, { settings, resolveBase })] : [])),
  );
}

async function lookUpOne(
  unit: Unit,
  image: UnitImage,
  { settings, resolveBase }: { settings: Settings; resolveBase: ResolveBase },
): Promise<Lookup> {
  const { client, signal, report } = settings;
  const request = await describeBuild(unit, image, { settings, resolveBase });
  const descriptor = await client.headManifest(request.target, { signal });
  if (!descriptor) return { unit, image, request };
  const { registry, path } = request.target;
  const { digest } = descriptor;
  report({ type: 'image-found', unit: unit.name, digest });
  const found = {
    ...{ unit: unit.name, repository: `${registry}/${path}`, digest },
    ...{ inputHash: image.inputHash, bases: digestsOf(request) },
  };
  return { unit, image, request, found };
}

async function describeBuild(
  unit: Unit,
  image: UnitImage,
  { settings, resolveBase }: { settings: Settings; resolveBase: ResolveBase },
): Promise<BuildRequest> {
  const { registry, workspaceRoot, epoch } = settings;
  const dockerfilePath = join(workspaceRoot, image.dockerfile);
  const dockerfile = parseDockerfile(await readDockerfile(dockerfilePath, unit, image), image.dockerfile);
  const bases = new Map<string, ResolvedBase>();
  for (const base of baseReferences(dockerfile))
    bases.set(base.text, await resolveBase(base, { ...settings, dockerfile: image.dockerfile }));
  const baseDigests = [...bases.values()].map(({ digest }) => digest);
  const tag = imageKey({ inputHash: image.inputHash, baseDigests, epoch });
  const { path } = parseReference(`${registry}/${image.repository}`);
  return {
    dockerfile,
    dockerfilePath,
    contextName: dirname(image.dockerfile),
    choice: chooseBuilder(dockerfile),
    target: { registry, path, tag },
    bases,
  };
}

/** Says that an engine is missing before projects are built for it. */
async function checkEngine(missing: readonly Lookup[], signal?: AbortSignal): Promise<void> {
  const first = missing.find(({ request }) => request.choice.builder === 'docker');
  if (first) await requireDockerEngine(first.request, signal);
}

async function readDockerfile(path: string, unit: Unit, { dockerfile }: UnitImage): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new DeployError('DOCKERFILE_NOT_FOUND', { dockerfile, unit: unit.name }, error);
  }
}

async function publish({ unit, image, request }: Lookup, settings: Settings): Promise<PublishedImage> {
  const { report } = settings;
  const { builder, reason } = request.choice;
  const started = performance.now();
  report({ type: 'image-started', unit: unit.name, builder, reason });
  const build = builder === 'assemble' ? assembleBuilder : dockerBuilder;
  const { digest, uploadedBytes } = await build(request, buildSettings(unit, settings));
  const durationMs = Math.round(performance.now() - started);
  const uploaded = uploadedBytes === undefined ? {} : { uploadedBytes };
  report({ type: 'image-published', unit: unit.name, digest, builder, durationMs, ...uploaded });
  const { registry, path } = request.target;
  return {
    ...{ unit: unit.name, repository: `${registry}/${path}`, digest },
    ...{ inputHash: image.inputHash, bases: digestsOf(request) },
  };
}

function buildSettings(
  unit: Unit,
  { client, epoch, report, workspaceRoot, signal }: Settings,
): BuildSettings {
  const output = (line: string) => report({ type: 'output', source: unit.name, line });
  return { client, epoch, output, signal, cacheFolder: join(workspaceRoot, '.todo', 'cache', 'layers') };
}
