import type { Unit } from '../unit.ts';
import type { ImageOptions, Images } from './image.ts';
import { createLookUp, type ImageLookup } from './look-up.ts';

/**
 * Looks up images and builds nothing. Units without an image, and those whose image is not in the registry, are left out.
 *
 * @throws what `createLookUp` says
 */
export async function findImages(units: readonly Unit[], options: ImageOptions): Promise<Images> {
  const lookups = await lookUpAll(units, options);
  return new Map(lookups.flatMap(({ found }) => (found ? [[found.unit, found]] : [])));
}

/** Looks up the images of those units that have one, and reports which are there. */
export async function lookUpAll(
  units: readonly Unit[],
  { report, lookUp, ...places }: ImageOptions,
): Promise<readonly ImageLookup[]> {
  const { image } = lookUp ?? createLookUp(places);
  const lookups = await Promise.all(
    units.map(async (unit) => {
      const lookup = await image(unit);
      if (lookup?.found) report({ type: 'image-found', unit: unit.name, digest: lookup.found.digest });
      return lookup ?? [];
    }),
  );
  return lookups.flat();
}
