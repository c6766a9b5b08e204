import type { Cluster } from '../cluster/cluster.ts';
import { refOf, refText, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { DeployScope } from '../deploy-request.ts';
import { DeployError } from '../errors.ts';
import { applySetPartOfLabel } from '../ledger/apply-set.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { PublishedImage } from '../unit.ts';
import { buildManifest, definedKinds, ownerOf, type ManifestObject } from './manifest.ts';
import { pinImages } from './pin-images.ts';

export interface Manifest {
  /** Of all units; those of units that are not deployed name their images as the chart does. */
  readonly objects: readonly ManifestObject[];
  /** `GROUP/VERSION/KIND` of custom kinds that the manifest defines and the cluster does not know yet. */
  readonly undefinedKinds: ReadonlySet<string>;
}

interface ManifestContext {
  readonly run: Pick<DeployScope, 'request' | 'units' | 'only' | 'signal'>;
  readonly cluster: Pick<Cluster, 'resourceOf'>;
  readonly ledger: Pick<Ledger, 'applySetId'>;
  readonly images: ReadonlyMap<string, PublishedImage>;
}

/**
 * The rendered objects as they are to be in the cluster: images named by digest, labelled as members of our set, placed
 * in the namespace, owned by units. Asks the cluster only where kinds live that are not well known.
 *
 * @throws DeployError IMAGE_UNPUBLISHED, KIND_UNKNOWN
 */
export async function pinManifest(
  rendered: readonly KubernetesObject[],
  { run, cluster, ledger, images }: ManifestContext,
): Promise<Manifest> {
  const { units, only, request } = run;
  const pinning = { units, images, isUnpublishedAllowed: request.planOnly ?? false };
  const pinned = rendered.map((object) =>
    only.has(ownerOf(object, units)) ? pinImages(object, pinning) : object,
  );
  const { scopes, undefinedKinds } = await scopesOf(rendered, { run, cluster });
  const objects = buildManifest(pinned, {
    units,
    namespace: request.environment.namespace,
    labels: { [applySetPartOfLabel]: ledger.applySetId },
    isNamespaced: ({ apiVersion, kind }) => scopes.get(`${apiVersion}/${kind}`) ?? true,
  });
  return { objects, undefinedKinds };
}

/** Which kinds live in a namespace, and which the cluster does not know yet. */
async function scopesOf(
  objects: readonly KubernetesObject[],
  { run, cluster }: Pick<ManifestContext, 'run' | 'cluster'>,
) {
  const defined = definedKinds(objects);
  const scopes = new Map<string, boolean>();
  const undefinedKinds = new Set<string>();
  for (const object of objects) {
    const { apiVersion, kind } = object;
    const name = `${apiVersion}/${kind}`;
    if (scopes.has(name)) continue;
    const resource = await cluster.resourceOf(object, { signal: run.signal });
    const isNamespaced = resource?.isNamespaced ?? defined.get(name);
    if (isNamespaced === undefined)
      throw new DeployError('KIND_UNKNOWN', { object: refText(refOf(object)), apiVersion, kind });
    scopes.set(name, isNamespaced);
    if (!resource) undefinedKinds.add(name);
  }
  return { scopes, undefinedKinds };
}
