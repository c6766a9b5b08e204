import { copyImage, createRegistryClient, parseReference, type RegistryClient } from '@todo/oci';
import type { DeployContext, ImageProvider } from '../deploy-request.ts';
import { DeployError } from '../errors.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Digest, PublishedImage, Unit } from '../unit.ts';

export interface Promotion {
  readonly from: { readonly environment: string; readonly registry: string; readonly ledger: Ledger };
  readonly to: { readonly environment: string; readonly registry: string };
  /** Default: a new one with the credentials of `docker login`. */
  readonly client?: RegistryClient;
}

/**
 * Gives each unit the very image that it runs in the other environment, and brings it into this one's registry where that
 * is another. Nothing is built.
 *
 * @throws DeployError PROMOTION_INCOMPLETE, and OciError, both when it is called
 */
export function promotedImages(promotion: Promotion): ImageProvider {
  const client = promotion.client ?? createRegistryClient();
  return async (units, { publish, report, signal }) => {
    const images = runningImages(units, promotion);
    const copy = (image: RunningImage) => bringImage(image, { ...promotion, client, report, signal });
    if (publish) await Promise.all(images.map(copy));
    const published = images.map((image) => publishedImage(image, promotion.to.registry));
    return new Map(published.map((image) => [image.unit, image]));
  };
}

interface RunningImage {
  readonly unit: string;
  /** Repository without a registry. */
  readonly path: string;
  readonly digest: Digest;
  readonly inputHash: string;
}

function runningImages(units: readonly Unit[], { from, to }: Promotion): readonly RunningImage[] {
  const found = units.flatMap(({ name, image }) => {
    const { digest, inputHash = '' } = from.ledger.units.get(name) ?? {};
    return image && digest ? [{ unit: name, path: image.repository, digest, inputHash }] : [];
  });
  const missing = units.filter(({ name, image }) => image && !found.some(({ unit }) => unit === name));
  if (missing.length === 0) return found;
  const names = missing.map(({ name }) => name);
  throw new DeployError('PROMOTION_INCOMPLETE', { from: from.environment, to: to.environment, units: names });
}

function publishedImage({ unit, path, digest, inputHash }: RunningImage, registry: string): PublishedImage {
  return { unit, repository: `${registry}/${path}`, digest, inputHash };
}

type CopyContext = Promotion & DeployContext & { readonly client: RegistryClient };

/** In another registry the image gets a tag, too: some registries clear away what has none. */
async function bringImage(
  { unit, path, digest }: RunningImage,
  { from, to, client, report, signal }: CopyContext,
): Promise<void> {
  const startedAt = performance.now();
  const source = { ...repositoryOf(from.registry, path), digest };
  const target = repositoryOf(to.registry, path);
  const isElsewhere = from.registry !== to.registry;
  const tag = isElsewhere ? { tag: `d-${digest.slice('sha256:'.length).slice(0, 40)}` } : {};
  const { uploadedBytes } = await copyImage(client, source, { ...target, ...tag, signal });
  const durationMs = Math.round(performance.now() - startedAt);
  report({
    type: 'image-promoted',
    unit,
    digest,
    from: from.registry,
    to: to.registry,
    uploadedBytes,
    durationMs,
  });
}

function repositoryOf(registry: string, path: string) {
  const { registry: host, path: full } = parseReference(`${registry}/${path}`);
  return { registry: host, path: full };
}
