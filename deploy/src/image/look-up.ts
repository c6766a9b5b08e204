import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRegistryClient, parseReference, type RegistryClient } from '@todo/oci/registry';
import { DeployError } from '../errors.ts';
import type { Digest, PublishedImage, Unit, UnitImage } from '../unit.ts';
import { baseReferences } from './base-references.ts';
import type { BuildRequest, ResolvedBase } from './builder.ts';
import { chooseBuilder } from './choose-builder.ts';
import { parseDockerfile } from './dockerfile.ts';
import { imageKey } from './image-key.ts';
import type { ImagePlaces } from './image.ts';
import { createBaseResolver, type ResolveBase } from './resolve-base.ts';

/** What is known of a unit's image before anything is built. */
export interface ImageLookup {
  readonly unit: Unit;
  readonly image: UnitImage;
  readonly request: BuildRequest;
  /** Absent when the registry lacks it. */
  readonly found?: PublishedImage;
}

/** Looks images up, each unit and each base image once. */
export interface LookUp {
  readonly client: RegistryClient;
  /** The image of a unit, by what it is made from; undefined for a unit that has none. */
  readonly image: (unit: Unit) => Promise<ImageLookup | undefined>;
  /** Which digests the names of a unit's base images have now. */
  readonly bases: (unit: Unit) => Promise<Readonly<Record<string, Digest>>>;
}

/**
 * Looks up the images of units by what they are made from and builds nothing: per unit one request, and one more per
 * base image.
 *
 * @returns functions that throw DeployError DOCKERFILE_NOT_FOUND, DOCKERFILE_INVALID, BASE_IMAGE_UNAVAILABLE; OciError
 * when the registry fails
 */
export function createLookUp(places: ImagePlaces): LookUp {
  const client = places.client ?? createRegistryClient();
  const context = { places: { ...places, client }, resolveBase: createBaseResolver() };
  const lookups = new Map<string, Promise<ImageLookup>>();
  return {
    client,
    async image(unit) {
      if (!unit.image) return undefined;
      const lookup = lookups.get(unit.name) ?? lookUpOne(unit, unit.image, context);
      lookups.set(unit.name, lookup);
      return lookup;
    },
    bases: async (unit) => (unit.image ? digestsOf(await describeBuild(unit, unit.image, context)) : {}),
  };
}

/** By how the Dockerfile writes them. */
export function digestsOf({ bases }: BuildRequest): Readonly<Record<string, Digest>> {
  return Object.fromEntries([...bases].map(([name, { digest }]) => [name, digest]));
}

interface Context {
  readonly places: ImagePlaces & { readonly client: RegistryClient };
  readonly resolveBase: ResolveBase;
}

async function lookUpOne(unit: Unit, image: UnitImage, context: Context): Promise<ImageLookup> {
  const { client, signal } = context.places;
  const request = await describeBuild(unit, image, context);
  const descriptor = await client.headManifest(request.target, { signal });
  if (!descriptor) return { unit, image, request };
  const { registry, path } = request.target;
  const found = {
    ...{ unit: unit.name, repository: `${registry}/${path}`, digest: descriptor.digest },
    ...{ inputHash: image.inputHash, bases: digestsOf(request) },
  };
  return { unit, image, request, found };
}

async function describeBuild(
  unit: Unit,
  image: UnitImage,
  { places, resolveBase }: Context,
): Promise<BuildRequest> {
  const { registry, workspaceRoot, epoch = 0 } = places;
  const dockerfilePath = join(workspaceRoot, image.dockerfile);
  const dockerfile = parseDockerfile(await readDockerfile(dockerfilePath, unit, image), image.dockerfile);
  const bases = new Map<string, ResolvedBase>();
  for (const base of baseReferences(dockerfile))
    bases.set(base.text, await resolveBase(base, { ...places, dockerfile: image.dockerfile }));
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

async function readDockerfile(path: string, unit: Unit, { dockerfile }: UnitImage): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new DeployError('DOCKERFILE_NOT_FOUND', { dockerfile, unit: unit.name }, error);
  }
}
