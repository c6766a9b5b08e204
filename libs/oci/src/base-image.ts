import type { BaseImage } from './image.ts';
import type { ImageConfig, Platform } from './manifest.ts';
import type { Reference } from './reference.ts';
import type { RegistryClient } from './registry-client.ts';

/**
 * Reads an image for others to be made from: its manifest for a platform (default linux/amd64) and its config,
 * none of its layers.
 *
 * @throws OciError IMAGE_NOT_FOUND, PLATFORM_NOT_FOUND, CONTENT_CORRUPT
 */
export async function readBaseImage(
  client: RegistryClient,
  reference: Reference,
  options: { platform?: Platform; signal?: AbortSignal } = {},
): Promise<BaseImage> {
  const { registry, path } = reference;
  const repository = { registry, path };
  const { descriptor, manifest } = await client.getManifest(reference, options);
  const bytes = await client.getBlob(repository, manifest.config.digest, options);
  const { config = {}, ...rest } = JSON.parse(Buffer.from(bytes).toString('utf8')) as WrittenConfig;
  return { repository, digest: descriptor.digest, layers: manifest.layers, config: { ...rest, config } };
}

/** The image-spec lets an image say nothing about its containers. */
type WrittenConfig = Omit<ImageConfig, 'config'> & Partial<Pick<ImageConfig, 'config'>>;
