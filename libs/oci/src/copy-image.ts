import type { RawManifest } from './manifest-client.ts';
import { copyLayer, type PushOptions, type PushResult } from './push-image.ts';
import type { Reference, Repository } from './reference.ts';
import type { RegistryClient } from './registry-client.ts';

/**
 * Brings an image, or an index with all of its images, from one repository to another, byte for byte: it has the same
 * digest there. Only the blobs that the other repository lacks are sent, inside one registry none, by a mount; the
 * manifest comes last, so that a reader never finds half an image.
 *
 * @throws OciError IMAGE_NOT_FOUND
 */
export async function copyImage(
  client: RegistryClient,
  from: Reference,
  to: Repository & PushOptions,
): Promise<PushResult> {
  const { tag, signal, ...repository } = to;
  const raw = await client.readManifest(from, { signal });
  const { digest, mediaType } = raw.descriptor;
  const named = tag === undefined ? { ...repository, digest } : { ...repository, tag };
  const present = await client.headManifest(named, { signal });
  if (present?.digest === digest) return { digest, uploadedBytes: 0 };
  const copies = contentsOf(raw, client, { from, to: repository, signal });
  const uploadedBytes = (await Promise.all(copies)).reduce((sum, bytes) => sum + bytes, 0);
  const target = tag === undefined ? repository : { ...repository, tag };
  await client.putManifest(target, { mediaType, bytes: raw.bytes }, { signal });
  return { digest, uploadedBytes };
}

interface Way {
  readonly from: Reference;
  readonly to: Repository;
  readonly signal?: AbortSignal;
}

/** The images of an index, or the blobs of one image, each once; as the bytes that each takes. */
function contentsOf(
  { content }: RawManifest,
  client: RegistryClient,
  { from, to, signal }: Way,
): readonly Promise<number>[] {
  if ('manifests' in content) {
    return content.manifests.map(async ({ digest }) => {
      const { uploadedBytes } = await copyImage(client, { ...from, digest }, { ...to, signal });
      return uploadedBytes;
    });
  }
  const blobs = new Map([content.config, ...content.layers].map((blob) => [blob.digest, blob]));
  return [...blobs.values()].map((descriptor) =>
    copyLayer(client, { descriptor, repository: from }, { repository: to, signal }),
  );
}
