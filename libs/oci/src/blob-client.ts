import { type Digest, digestOf } from './digest.ts';
import { OciError } from './errors.ts';
import type { Repository } from './reference.ts';
import type { Exchange } from './registry-client.ts';
import { type Content, registryUrl } from './transport.ts';

interface Options {
  readonly signal?: AbortSignal;
}

/** Content that can be sent; `open` is called once per attempt. */
export interface Blob {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly open: () => Content | Promise<Content>;
}

export interface BlobClient {
  hasBlob(repository: Repository, digest: Digest, options?: Options): Promise<boolean>;
  /**
   * A whole blob, for small ones such as an image's config; checked against its digest.
   *
   * @throws OciError CONTENT_CORRUPT
   */
  getBlob(repository: Repository, digest: Digest, options?: Options): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * A blob as a stream, which is not checked against its digest.
   *
   * @throws OciError CONTENT_CORRUPT when the blob is missing
   */
  openBlob(repository: Repository, digest: Digest, options?: Options): Promise<ReadableStream<Uint8Array>>;
  /** Stores a blob by one POST and one PUT. */
  putBlob(repository: Repository, blob: Blob, options?: Options): Promise<void>;
  /**
   * Brings a blob from one repository to another: by a mount inside one registry, where nothing is sent, else by a
   * stream from registry to registry. Resolves to the bytes that were sent.
   */
  copyBlob(from: Repository, to: Repository, options: CopyOptions): Promise<number>;
}

export interface CopyOptions extends Options {
  readonly blob: { readonly digest: Digest; readonly size: number };
}

const transferTimeoutMs = 10 * 60_000;

export function createBlobClient(exchange: Exchange): BlobClient {
  const putBlob: BlobClient['putBlob'] = async (repository, blob, { signal } = {}) => {
    const session = await startUpload(exchange, repository, { signal });
    if (session) await finishUpload(exchange, { repository, session, blob, signal });
  };
  return {
    putBlob,
    hasBlob: async (repository, digest, { signal } = {}) =>
      (await exchange({ ...blobRequest(repository, digest), method: 'HEAD', signal })).ok,
    openBlob: (repository, digest, { signal } = {}) => openBlob(exchange, { repository, digest, signal }),
    getBlob: (repository, digest, { signal } = {}) => getBlob(exchange, { repository, digest, signal }),
    async copyBlob(from, to, { blob, signal }) {
      const mount = from.registry === to.registry ? { digest: blob.digest, from: from.path } : undefined;
      const session = await startUpload(exchange, to, { mount, signal });
      if (!session) return 0;
      const open = () => openBlob(exchange, { repository: from, digest: blob.digest, signal });
      await finishUpload(exchange, { repository: to, session, blob: { ...blob, open }, signal });
      return blob.size;
    },
  };
}

interface BlobAddress extends Options {
  readonly repository: Repository;
  readonly digest: Digest;
}

async function openBlob(exchange: Exchange, { repository, digest, signal }: BlobAddress) {
  const timeoutMs = transferTimeoutMs;
  const response = await exchange({ ...blobRequest(repository, digest), method: 'GET', timeoutMs, signal });
  if (response.ok && response.body) return response.body;
  await response.body?.cancel();
  throw new OciError('CONTENT_CORRUPT', {
    what: `Repository ${repository.registry}/${repository.path}`,
    why: `its blob ${digest} is missing`,
  });
}

async function getBlob(exchange: Exchange, address: BlobAddress): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await new Response(await openBlob(exchange, address)).arrayBuffer());
  if (digestOf(bytes) !== address.digest) throw mismatch(address.repository, address.digest);
  return bytes;
}

interface UploadStart extends Options {
  readonly mount?: { readonly digest: Digest; readonly from: string };
}

/** Where to PUT the content; undefined when the registry already mounted it. */
async function startUpload(
  exchange: Exchange,
  { registry, path }: Repository,
  { mount, signal }: UploadStart,
): Promise<URL | undefined> {
  const query = mount ? `?mount=${mount.digest}&from=${encodeURIComponent(mount.from)}` : '';
  const target = `${path}/blobs/uploads/${query}`;
  const action = `starting an upload to ${path}`;
  const pull = mount ? [`repository:${mount.from}:pull`] : [];
  const scopes = [`repository:${path}:pull,push`, ...pull];
  const response = await exchange({ registry, target, action, method: 'POST', scopes, signal });
  await response.body?.cancel();
  if (mount && response.status === 201) return undefined;
  const location = response.headers.get('location');
  if (response.status === 202 && location !== null) return new URL(location, registryUrl(registry));
  throw new OciError('REGISTRY_REFUSED', { registry, action, why: `HTTP ${response.status}` });
}

interface UploadFinish extends Options {
  readonly repository: Repository;
  readonly session: URL;
  readonly blob: Blob;
}

async function finishUpload(
  exchange: Exchange,
  { repository, session, blob, signal }: UploadFinish,
): Promise<void> {
  const { registry, path } = repository;
  const target = new URL(session);
  target.searchParams.set('digest', blob.digest);
  const action = `uploading ${blob.digest} to ${path}`;
  const response = await exchange({
    registry,
    target,
    action,
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(blob.size) },
    body: blob.open,
    timeoutMs: transferTimeoutMs,
    scopes: [`repository:${path}:pull,push`],
    signal,
  });
  await response.body?.cancel();
  if (response.status !== 201)
    throw new OciError('REGISTRY_REFUSED', { registry, action, why: `HTTP ${response.status}` });
}

function blobRequest({ registry, path }: Repository, digest: Digest) {
  const action = `reading the blob ${digest} of ${path}`;
  return { registry, target: `${path}/blobs/${digest}`, action, scopes: [`repository:${path}:pull`] };
}

function mismatch({ registry, path }: Repository, digest: Digest): OciError {
  const what = `Repository ${registry}/${path}`;
  return new OciError('CONTENT_CORRUPT', { what, why: `its blob ${digest} has other content` });
}
