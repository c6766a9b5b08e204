import { setTimeout as delay } from 'node:timers/promises';
import { type Digest, digestOf, isDigest } from './digest.ts';
import { OciError } from './errors.ts';
import { type Descriptor, type Index, type Manifest, type Platform, mediaTypes } from './manifest.ts';
import { type Reference, type Repository, formatReference } from './reference.ts';
import type { Exchange } from './registry-client.ts';

interface Options {
  readonly signal?: AbortSignal;
}

/** A manifest as the registry holds it. */
export interface FetchedManifest {
  readonly descriptor: Descriptor;
  readonly manifest: Manifest;
}

/** A manifest or an index, with the very bytes that its digest is of. */
export interface RawManifest {
  readonly descriptor: Descriptor;
  readonly content: Manifest | Index;
  readonly bytes: Uint8Array;
}

export interface ManifestClient {
  /** What a reference names at this moment, without reading it; undefined when there is no such image. */
  headManifest(reference: Reference, options?: Options): Promise<Descriptor | undefined>;
  /**
   * The manifest of an image for one platform, looked up in the index where the reference names one.
   * Default platform: linux/amd64.
   *
   * @throws OciError IMAGE_NOT_FOUND, PLATFORM_NOT_FOUND, CONTENT_CORRUPT
   */
  getManifest(reference: Reference, options?: Options & { platform?: Platform }): Promise<FetchedManifest>;
  /**
   * What a reference names, byte for byte: an image of one platform, or an index of several.
   *
   * @throws OciError IMAGE_NOT_FOUND, CONTENT_CORRUPT
   */
  readManifest(reference: Reference, options?: Options): Promise<RawManifest>;
  /** Stores a manifest under its digest, and under a tag as well where one is given. */
  putManifest(target: ManifestTarget, content: ManifestContent, options?: Options): Promise<Digest>;
}

export interface ManifestTarget extends Repository {
  readonly tag?: string;
}

export interface ManifestContent {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

const accept = [
  mediaTypes.manifest,
  mediaTypes.index,
  mediaTypes.dockerManifest,
  mediaTypes.dockerIndex,
].join(', ');

const linuxAmd64: Platform = { os: 'linux', architecture: 'amd64' };

export function createManifestClient(exchange: Exchange): ManifestClient {
  return {
    headManifest: (reference, options) => headManifest(exchange, reference, options),
    getManifest: (reference, options) => getManifest(exchange, reference, options),
    readManifest: (reference, { signal } = {}) => readManifest(exchange, reference, signal),
    async putManifest({ registry, path, tag }, { mediaType, bytes }, { signal } = {}) {
      const digest = digestOf(bytes);
      const reference = { registry, path, ...(tag === undefined ? { digest } : { tag }) };
      const body = () => Uint8Array.from(bytes);
      const headers = { 'content-type': mediaType };
      const request = manifestRequest(reference, 'PUT', signal);
      const response = await patiently(() => exchange({ ...request, headers, body }), signal);
      await response.body?.cancel();
      if (response.status === 404) {
        throw new OciError('REGISTRY_REFUSED', { registry, action: request.action, why: 'HTTP 404' });
      }
      return digest;
    },
  };
}

const attemptsMax = 5;
const pauseMs = 100;

/**
 * Tries again where a registry does not know a blob that it has just said to have: while somebody else brings the same blobs
 * into the repository, what names them there is half written for a moment (docker-registry 2.8).
 */
async function patiently<Result>(
  put: () => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await put();
    } catch (error) {
      if (attempt === attemptsMax || !isBlobUnknown(error)) throw error;
    }
    await delay(attempt * pauseMs, undefined, { signal });
  }
}

function isBlobUnknown(error: unknown): boolean {
  return error instanceof OciError && error.message.includes('MANIFEST_BLOB_UNKNOWN');
}

async function headManifest(
  exchange: Exchange,
  reference: Reference,
  { signal }: Options = {},
): Promise<Descriptor | undefined> {
  const response = await exchange({ ...manifestRequest(reference, 'HEAD', signal), headers: { accept } });
  if (response.status === 404) return undefined;
  const digest = response.headers.get('docker-content-digest') ?? reference.digest;
  const mediaType = response.headers.get('content-type');
  if (digest !== undefined && isDigest(digest) && mediaType !== null)
    return { digest, mediaType, size: Number(response.headers.get('content-length') ?? 0) };
  return (await readManifest(exchange, reference, signal)).descriptor;
}

async function getManifest(
  exchange: Exchange,
  reference: Reference,
  { platform = linuxAmd64, signal }: Options & { platform?: Platform } = {},
): Promise<FetchedManifest> {
  const { descriptor, content } = await readManifest(exchange, reference, signal);
  if (!('manifests' in content)) return { descriptor, manifest: content };
  const chosen = choosePlatform(content, reference, platform);
  const named = { ...reference, digest: chosen.digest };
  const { descriptor: found, content: inner } = await readManifest(exchange, named, signal);
  if ('manifests' in inner) throw corrupt(named, 'it is an index inside an index');
  return { descriptor: found, manifest: inner };
}

async function readManifest(
  exchange: Exchange,
  reference: Reference,
  signal?: AbortSignal,
): Promise<RawManifest> {
  const response = await exchange({ ...manifestRequest(reference, 'GET', signal), headers: { accept } });
  if (response.status === 404) {
    await response.body?.cancel();
    throw new OciError('IMAGE_NOT_FOUND', { reference: formatReference(reference) });
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  const digest = digestOf(bytes);
  if (reference.digest !== undefined && reference.digest !== digest)
    throw corrupt(reference, `its registry sent ${digest}`);
  const content = parse(bytes, reference);
  const mediaType = response.headers.get('content-type') ?? content.mediaType;
  return { descriptor: { mediaType, digest, size: bytes.length }, content, bytes };
}

function parse(bytes: Uint8Array, reference: Reference): Manifest | Index {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw corrupt(reference, 'its manifest is not JSON', error);
  }
  if (isObject(value) && ('layers' in value || 'manifests' in value))
    return value as unknown as Manifest | Index;
  throw corrupt(reference, 'its manifest is of a kind that is not supported');
}

function choosePlatform(index: Index, reference: Reference, wanted: Platform): Descriptor {
  const offered = index.manifests.filter(({ platform }) => platform && platform.os !== 'unknown');
  const found = offered.find(
    ({ platform }) =>
      platform?.os === wanted.os &&
      platform.architecture === wanted.architecture &&
      (wanted.variant === undefined || platform.variant === wanted.variant),
  );
  if (found) return found;
  throw new OciError('PLATFORM_NOT_FOUND', {
    reference: formatReference(reference),
    platform: formatPlatform(wanted),
    offered: offered.map(({ platform }) => platform && formatPlatform(platform)).join(', '),
  });
}

function formatPlatform({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}

function manifestRequest(reference: Reference, method: 'GET' | 'HEAD' | 'PUT', signal?: AbortSignal) {
  const { registry, path, tag, digest } = reference;
  const access = method === 'PUT' ? 'pull,push' : 'pull';
  return {
    registry,
    target: `${path}/manifests/${digest ?? tag ?? 'latest'}`,
    action: `${method === 'PUT' ? 'writing' : 'reading'} the manifest ${formatReference(reference)}`,
    method,
    scopes: [`repository:${path}:${access}`],
    signal,
  } as const;
}

function corrupt(reference: Reference, why: string, cause?: unknown): OciError {
  return new OciError('CONTENT_CORRUPT', { what: `Image ${formatReference(reference)}`, why }, cause);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
