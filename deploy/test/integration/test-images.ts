import { createHash } from 'node:crypto';
import type { Digest } from '../../src/unit.ts';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const accept = `${manifestType}, application/vnd.docker.distribution.manifest.v2+json`;

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

interface ImageManifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/**
 * Publishes an image of its own digest that runs Node: the base image's layers under another configuration, so that
 * nothing but a few hundred bytes is sent.
 */
export async function publishTestImage(
  registry: string,
  { base, repository, mark }: { readonly base: string; readonly repository: string; readonly mark: string },
): Promise<Digest> {
  const [, baseRepository = '', reference = 'latest'] = /^(.*):([^:]+)$/.exec(base) ?? [];
  const url = (path: string) => `http://${registry}/v2/${path}`;
  const manifest = (await get(url(`${baseRepository}/manifests/${reference}`))) as ImageManifest;
  const config = (await get(url(`${baseRepository}/blobs/${manifest.config.digest}`))) as { config: object };
  for (const { digest } of manifest.layers) {
    await send(url(`${repository}/blobs/uploads/?mount=${digest}&from=${baseRepository}`), 'POST');
  }
  const marked = Buffer.from(JSON.stringify({ ...config, config: { ...config.config, Labels: { mark } } }));
  const upload = await send(url(`${repository}/blobs/uploads/`), 'POST');
  const place = new URL(upload.headers.get('location') ?? '', url(''));
  place.searchParams.set('digest', digestOf(marked));
  await send(place.href, 'PUT', { body: marked, type: 'application/octet-stream' });
  const descriptor = {
    mediaType: 'application/vnd.oci.image.config.v1+json',
    digest: digestOf(marked),
    size: marked.length,
  };
  const layers = manifest.layers.map((layer) => ({
    ...layer,
    mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
  }));
  const body = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: manifestType, config: descriptor, layers }),
  );
  await send(url(`${repository}/manifests/${mark}`), 'PUT', { body, type: manifestType });
  return digestOf(body);
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(url, { headers: { accept } });
  if (!response.ok) throw new Error(`GET ${url}: ${response.status}`);
  return response.json();
}

async function send(
  url: string,
  method: string,
  content?: { body: Uint8Array<ArrayBuffer>; type: string },
): Promise<Response> {
  const init = content ? { body: content.body, headers: { 'content-type': content.type } } : {};
  const response = await fetch(url, { method, ...init });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response;
}

function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
