import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Digest } from './digest.ts';
import type { CopiedLayer, Image, LayerSource } from './image.ts';
import type { Repository } from './reference.ts';
import type { RegistryClient } from './registry-client.ts';

export interface PushOptions {
  /** Names the image beside its digest. */
  readonly tag?: string;
  readonly signal?: AbortSignal;
}

export interface PushResult {
  readonly digest: Digest;
  /** Bytes of blobs that the registry did not have, mounts excepted. */
  readonly uploadedBytes: number;
}

/**
 * Brings an image into a repository: only the blobs it lacks are sent, those of the base by a mount where the registry
 * has them already, and the manifest comes last, so that a reader never finds half an image.
 */
export async function pushImage(
  client: RegistryClient,
  image: Image,
  target: Repository & PushOptions,
): Promise<PushResult> {
  const { registry, path, tag, signal } = target;
  const repository = { registry, path };
  const context: Context = { client, repository, signal };
  const config = {
    digest: image.manifest.config.digest,
    size: image.manifest.config.size,
    open: () => image.configBytes,
  };
  const sizes = await Promise.all([
    ...distinct(image.layers).map((layer) => pushLayer(layer, context)),
    pushBlob(config, context),
  ]);
  const content = { mediaType: image.manifest.mediaType, bytes: image.manifestBytes };
  const named = tag === undefined ? repository : { ...repository, tag };
  const digest = await client.putManifest(named, content, { signal });
  return { digest, uploadedBytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Brings one layer of another repository into a repository that may lack it; resolves to the bytes that were sent. */
export async function copyLayer(
  client: RegistryClient,
  { descriptor: { digest, size }, repository: from }: CopiedLayer,
  { repository, signal }: { repository: Repository; signal?: AbortSignal },
): Promise<number> {
  if (await client.hasBlob(repository, digest, { signal })) return 0;
  return client.copyBlob(from, repository, { blob: { digest, size }, signal });
}

interface Context {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly signal?: AbortSignal;
}

function distinct(layers: readonly LayerSource[]): LayerSource[] {
  return [...new Map(layers.map((layer) => [layer.descriptor.digest, layer])).values()];
}

async function pushLayer(layer: LayerSource, context: Context): Promise<number> {
  if ('repository' in layer) return copyLayer(context.client, layer, context);
  const { digest, size } = layer.descriptor;
  return pushBlob({ digest, size, open: () => readFileStream(layer.file) }, context);
}

async function pushBlob(
  blob: Parameters<RegistryClient['putBlob']>[1],
  { client, repository, signal }: Context,
): Promise<number> {
  if (await client.hasBlob(repository, blob.digest, { signal })) return 0;
  await client.putBlob(repository, blob, { signal });
  return blob.size;
}

function readFileStream(file: string): ReadableStream<Uint8Array> {
  return Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
}
