import { join } from 'node:path';
import type { PublishedImage, Unit } from '../unit.ts';
import { assembleBuilder } from './assemble-builder.ts';
import type { BuildSettings } from './builder.ts';
import { dockerBuilder, requireDockerEngine } from './docker-builder.ts';
import { lookUpAll } from './find-images.ts';
import type { EnsureOptions, Images } from './image.ts';
import { createLookUp, digestsOf, type ImageLookup } from './look-up.ts';

/**
 * Gives every unit its image: look up, and for those that are missing build their projects at once, make the images
 * and push them side by side. The first failure stops the others; nothing is tagged before it is complete.
 *
 * @throws DeployError of codes 50 to 59, OciError when the registry fails, and whatever `buildProjects` throws
 */
export async function ensureImages(units: readonly Unit[], options: EnsureOptions): Promise<Images> {
  const lookUp = options.lookUp ?? createLookUp(options);
  const lookups = await lookUpAll(units, { ...options, lookUp });
  const missing = lookups.filter(({ found }) => !found);
  await checkEngine(missing, options.signal);
  if (missing.length > 0) await options.buildProjects(missing.map(({ unit }) => unit));
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const building = missing.map((lookup) => publish(lookup, { ...options, client: lookUp.client, signal }));
  building.forEach((image) => void image.catch((error: unknown) => stop.abort(error)));
  await Promise.allSettled(building);
  if (stop.signal.aborted) throw stop.signal.reason;
  const published = await Promise.all(building);
  const found = lookups.flatMap((lookup) => lookup.found ?? []);
  return new Map([...found, ...published].map((image) => [image.unit, image]));
}

/** Says that an engine is missing before projects are built for it. */
async function checkEngine(missing: readonly ImageLookup[], signal?: AbortSignal): Promise<void> {
  const first = missing.find(({ request }) => request.choice.builder === 'docker');
  if (first) await requireDockerEngine(first.request, signal);
}

type Settings = EnsureOptions & Pick<BuildSettings, 'client'>;

async function publish({ unit, image, request }: ImageLookup, settings: Settings): Promise<PublishedImage> {
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
  { client, epoch = 0, report, workspaceRoot, signal }: Settings,
): BuildSettings {
  const output = (line: string) => report({ type: 'output', source: unit.name, line });
  return { client, epoch, output, signal, cacheFolder: join(workspaceRoot, '.todo', 'cache', 'layers') };
}
