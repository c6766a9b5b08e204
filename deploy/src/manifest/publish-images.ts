import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { DeployScope } from '../deploy-request.ts';
import type { PublishedImage } from '../unit.ts';
import { ownerOf } from './manifest.ts';
import { imageUnitsOf } from './pin-images.ts';

/** The images that the objects to deploy run, of whichever unit they are; nothing is built for a plan. */
export async function publishImages(
  rendered: readonly KubernetesObject[],
  { request, units, only, report, signal }: DeployScope,
): Promise<ReadonlyMap<string, PublishedImage>> {
  const mine = rendered.filter((object) => only.has(ownerOf(object, units)));
  const needed = imageUnitsOf(mine, units);
  const options = { publish: !request.planOnly, report, signal };
  return needed.length === 0 ? new Map() : request.images(needed, options);
}
