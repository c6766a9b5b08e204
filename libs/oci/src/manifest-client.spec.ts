import { describe, expect, it } from '@jest/globals';
import { digestOf } from './digest.ts';
import { mediaTypes } from './manifest.ts';
import { parseReference } from './reference.ts';
import { createRegistryClient } from './registry-client.ts';

const config = { mediaType: mediaTypes.config, digest: digestOf('{}'), size: 2 };
const manifest = (name: string) =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config,
    layers: [],
    annotations: { name },
  });
const entry = (text: string, platform: object) => ({
  mediaType: mediaTypes.manifest,
  digest: digestOf(text),
  size: text.length,
  platform,
});

const amd64 = manifest('amd64');
const arm64 = manifest('arm64');
const index = JSON.stringify({
  schemaVersion: 2,
  mediaType: mediaTypes.index,
  manifests: [
    entry(manifest('attestation'), { os: 'unknown', architecture: 'unknown' }),
    entry(arm64, { os: 'linux', architecture: 'arm64', variant: 'v8' }),
    entry(amd64, { os: 'linux', architecture: 'amd64' }),
  ],
});

/** A client of a registry that has these texts as manifests, by tag and by digest. */
function clientOf(manifests: Readonly<Record<string, string>>) {
  const known = new Map(
    Object.entries(manifests).flatMap(([tag, text]) => [
      [tag, text],
      [digestOf(text), text],
    ]),
  );
  const fetch = ((url: URL) => {
    const text = known.get(url.pathname.split('/').at(-1) ?? '');
    if (text === undefined) return Promise.resolve(new Response('{}', { status: 404 }));
    const { mediaType } = JSON.parse(text) as { mediaType?: string };
    return Promise.resolve(new Response(text, { headers: { 'content-type': mediaType ?? 'text/plain' } }));
  }) as typeof globalThis.fetch;
  return createRegistryClient({ fetch, credentials: () => Promise.resolve(undefined) });
}

const reference = parseReference('registry.example/base:1');

describe('getManifest', () => {
  it('chooses linux/amd64 from an index', async () => {
    const client = clientOf({ '1': index, x: amd64, y: arm64 });
    const { descriptor, manifest } = await client.getManifest(reference);
    expect(descriptor.digest).toBe(digestOf(amd64));
    expect(manifest.annotations).toEqual({ name: 'amd64' });
  });

  it('chooses another platform where it is asked for', async () => {
    const client = clientOf({ '1': index, x: amd64, y: arm64 });
    const platform = { os: 'linux', architecture: 'arm64' };
    expect((await client.getManifest(reference, { platform })).descriptor.digest).toBe(digestOf(arm64));
  });

  it('names the platforms there are when the wanted one is missing', async () => {
    const platform = { os: 'linux', architecture: 's390x' };
    await expect(clientOf({ '1': index }).getManifest(reference, { platform })).rejects.toMatchObject({
      code: 'PLATFORM_NOT_FOUND',
      message:
        'Image registry.example/base:1: not made for linux/s390x, only for linux/arm64/v8, linux/amd64',
    });
  });

  it('does not believe content that has another digest', async () => {
    const client = clientOf({ [digestOf('other')]: amd64 });
    const pinned = { ...reference, digest: digestOf('other') };
    await expect(client.getManifest(pinned)).rejects.toMatchObject({ code: 'CONTENT_CORRUPT' });
  });

  it.each(['not json', '{"schemaVersion":1}'])('refuses %s', async (text) => {
    const fetch = () => Promise.resolve(new Response(text));
    const client = createRegistryClient({ fetch, credentials: () => Promise.resolve(undefined) });
    await expect(client.getManifest(reference)).rejects.toMatchObject({ code: 'CONTENT_CORRUPT' });
  });

  it('says which image is missing', async () => {
    await expect(clientOf({}).getManifest(reference)).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      message: 'Image registry.example/base:1: its registry has no such image',
    });
    expect(await clientOf({}).headManifest(reference)).toBeUndefined();
  });

  it.each([
    [403, '{"errors":[{"code":"DENIED","message":"no"}]}', 'REGISTRY_DENIED'],
    [400, '{"errors":[{"code":"NAME_INVALID","message":"bad name"}]}', 'REGISTRY_REFUSED'],
  ])('translates HTTP %i', async (status, body, code) => {
    const fetch = () => Promise.resolve(new Response(body, { status }));
    const client = createRegistryClient({ fetch, credentials: () => Promise.resolve(undefined) });
    await expect(client.getManifest(reference)).rejects.toMatchObject({ code });
  });
});

describe('putManifest', () => {
  const unknown = JSON.stringify({
    errors: [{ code: 'MANIFEST_BLOB_UNKNOWN', message: 'blob unknown to registry' }],
  });
  const content = { mediaType: mediaTypes.manifest, bytes: Buffer.from(amd64) };

  /** A client of a registry that answers one after the other with these statuses. */
  function clientAnswering(...statuses: readonly number[]) {
    const answers = statuses.map((status) => new Response(status === 201 ? '' : unknown, { status }));
    const fetch = () => Promise.resolve(answers.shift() ?? Response.error());
    const client = createRegistryClient({ fetch, credentials: () => Promise.resolve(undefined) });
    return { client, left: () => answers.length };
  }

  it('is tried again while a registry does not know yet what it says to have', async () => {
    const { client } = clientAnswering(400, 400, 201);
    expect(await client.putManifest(reference, content)).toBe(digestOf(amd64));
  });

  it('fails where it goes on not knowing it', async () => {
    const { client, left } = clientAnswering(400, 400, 400, 400, 400, 201);
    await expect(client.putManifest(reference, content)).rejects.toMatchObject({ code: 'REGISTRY_REFUSED' });
    expect(left()).toBe(1);
  });
});
