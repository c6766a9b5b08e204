import { DeployError } from '../errors.ts';
import { isRecord, refOf, refText, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { PublishedImage, Unit, UnitImage } from '../unit.ts';

/**
 * Which unit an image of a manifest belongs to, by its repository, whatever registry, tag or digest the chart gives it;
 * undefined for an image of somebody else.
 */
export function unitOfImage(image: string, units: readonly Unit[]): Unit | undefined {
  const repository = image.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
  return units.find(
    ({ image: own }) => own && (repository === own.repository || repository.endsWith(`/${own.repository}`)),
  );
}

/** Units whose images the containers of these objects run. */
export function imageUnitsOf(objects: readonly KubernetesObject[], units: readonly Unit[]): readonly Unit[] {
  const found = imagesOf(objects).map((image) => unitOfImage(image, units));
  return units.filter((unit) => found.includes(unit));
}

/** The images of all containers of these objects, each once. */
export function imagesOf(objects: readonly KubernetesObject[]): readonly string[] {
  const found = new Set<string>();
  const note = (image: string) => {
    found.add(image);
    return image;
  };
  for (const object of objects) mapImages(object, note);
  return [...found];
}

export interface Pinning {
  readonly units: readonly Unit[];
  readonly images: ReadonlyMap<string, PublishedImage>;
  /** In a plan an image may be missing: it stays named by its input hash, which no registry has. */
  readonly isUnpublishedAllowed: boolean;
}

/**
 * The object with each image of a unit named by digest alone; images of others stay as they are.
 *
 * @throws DeployError IMAGE_UNPUBLISHED
 */
export function pinImages(
  object: KubernetesObject,
  { units, images, isUnpublishedAllowed }: Pinning,
): KubernetesObject {
  return mapImages(object, (image) => {
    const unit = unitOfImage(image, units);
    if (!unit?.image) return image;
    const published = images.get(unit.name);
    if (published) return `${published.repository}@${published.digest}`;
    if (isUnpublishedAllowed) return unpublishedImage(unit.image);
    throw new DeployError('IMAGE_UNPUBLISHED', { object: refText(refOf(object)), image, unit: unit.name });
  });
}

/** Names an image that is still to be built, in a plan. */
export function unpublishedImage({ repository, inputHash }: UnitImage): string {
  return `${repository}:unpublished-${inputHash.slice(0, 32)}`;
}

const containerLists = new Set(['containers', 'initContainers', 'ephemeralContainers']);

/** A copy with the image of every container replaced, wherever in the object a pod's containers are. */
export function mapImages(object: KubernetesObject, replace: (image: string) => string): KubernetesObject {
  return mapRecord(object, replace) as unknown as KubernetesObject;
}

function mapRecord(
  record: Readonly<Record<string, unknown>>,
  replace: (image: string) => string,
): Record<string, unknown> {
  const entries = Object.entries(record).map(([key, value]) => {
    const isContainers = containerLists.has(key) && Array.isArray(value);
    return [
      key,
      isContainers ? value.map((one: unknown) => mapContainer(one, replace)) : mapValue(value, replace),
    ] as const;
  });
  return Object.fromEntries(entries);
}

function mapValue(value: unknown, replace: (image: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => mapValue(one, replace));
  return isRecord(value) ? mapRecord(value, replace) : value;
}

function mapContainer(container: unknown, replace: (image: string) => string): unknown {
  if (!isRecord(container) || typeof container['image'] !== 'string') return container;
  return { ...container, image: replace(container['image']) };
}
