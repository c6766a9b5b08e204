import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { DeployScope } from '../deploy-request.ts';
import type { PublishedImage } from '../unit.ts';
import { ownerOf } from './manifest.ts';
import { imageUnitsOf } from './pin-images.ts';

/** Names of the units whose images the objects to deploy run. */
export function neededImages(
  rendered: readonly KubernetesObject[],
  { units, only }: Pick<DeployScope, 'units' | 'only'>,
): readonly string[] {
  const mine = rendered.filter((object) => only.has(ownerOf(object, units)));
  return imageUnitsOf(mine, units).map(({ name }) => name);
}

/** The images of these units; nothing is built for a plan. */
export async function publishImages(
  names: readonly string[],
  { request, units, report, signal }: DeployScope,
): Promise<ReadonlyMap<string, PublishedImage>> {
  const needed = units.filter(({ name }) => names.includes(name));
  const options = { publish: !request.planOnly, report, signal };
  return needed.length === 0 ? new Map() : request.images(needed, options);
}
