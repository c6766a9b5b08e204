import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RegistryServer, startRegistry } from '@todo/testing';
import {
  buildImage,
  copyImage,
  createRegistryClient,
  digestOf,
  type Image,
  type LayerEntry,
  listLayer,
  mediaTypes,
  pushImage,
  readBaseImage,
  writeLayer,
} from '../../src/index.ts';

const text = (path: string, content: string): LayerEntry => {
  const bytes = Buffer.from(content);
  return { type: 'file', path, mode: 0o644, uid: 0, gid: 0, size: bytes.length, content: bytes };
};

describe('a real registry', () => {
  let folder: string;
  let server: RegistryServer;
  let image: Image;
  const requests: string[] = [];
  const counting: typeof fetch = (input, init) => {
    requests.push(`${init?.method} ${(input as URL).pathname}`);
    return fetch(input, init);
  };
  const client = createRegistryClient({ fetch: counting, credentials: () => Promise.resolve(undefined) });

  beforeAll(async () => {
    server = await startRegistry();
    folder = await mkdtemp(join(tmpdir(), 'oci-registry-'));
    const layers = [
      await writeLayer([text('a', 'first')], join(folder, '1')),
      await writeLayer([text('b', 'x'.repeat(100_000))], join(folder, '2'), { compression: 'none' }),
    ];
    image = buildImage({ layers, config: { Cmd: ['a'] }, history: [] });
  });

  afterAll(async () => {
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('takes an image, and nothing but its manifest a second time', async () => {
    const target = { registry: server.address, path: 'todo/first', tag: 'one' };
    const first = await pushImage(client, image, target);
    expect(first.digest).toBe(image.digest);
    const blobs = [image.manifest.config, ...image.manifest.layers];
    expect(first.uploadedBytes).toBe(blobs.reduce((sum, { size }) => sum + size, 0));
    requests.length = 0;
    expect(await pushImage(client, image, target)).toEqual({ digest: image.digest, uploadedBytes: 0 });
    expect(requests.map((line) => line.split(' ')[0]).sort()).toEqual(['HEAD', 'HEAD', 'HEAD', 'PUT']);
    expect(await client.headManifest(target)).toMatchObject({ digest: image.digest });
  });

  it('mounts the layers of a base from another repository instead of sending them', async () => {
    const base = await readBaseImage(client, { registry: server.address, path: 'todo/first', tag: 'one' });
    const derived = buildImage({ base, layers: [], config: { Cmd: ['b'] } });
    const target = { registry: server.address, path: 'todo/second' };
    const { uploadedBytes } = await pushImage(client, derived, target);
    expect(uploadedBytes).toBe(derived.manifest.config.size);
    const found = await client.getManifest({ ...target, digest: derived.digest });
    expect(found.manifest.layers).toEqual(image.manifest.layers);
  });

  it('streams the layers of a base from another registry', async () => {
    const other = await startRegistry();
    try {
      const base = await readBaseImage(client, { registry: server.address, path: 'todo/first', tag: 'one' });
      const target = { registry: other.address, path: 'copy' };
      const copy = buildImage({ base, layers: [], config: {} });
      await pushImage(client, copy, target);
      const [, second] = copy.manifest.layers;
      if (!second) throw new Error('the image has two layers');
      const stream = await client.openBlob(target, second.digest);
      const { entries } = await listLayer(stream);
      expect(entries.map(({ path }) => path)).toEqual(['b']);
    } finally {
      await other.close();
    }
  });

  it('copies an image to another registry byte for byte, and sends nothing that is there', async () => {
    const other = await startRegistry();
    try {
      const from = { registry: server.address, path: 'todo/first', digest: image.digest };
      const target = { registry: other.address, path: 'todo/promoted', tag: 'now' };
      const blobs = [image.manifest.config, ...image.manifest.layers];
      const uploadedBytes = blobs.reduce((sum, { size }) => sum + size, 0);
      expect(await copyImage(client, from, target)).toEqual({ digest: image.digest, uploadedBytes });
      const { bytes } = await client.readManifest({ ...target, digest: image.digest });
      expect(Buffer.from(bytes)).toEqual(Buffer.from(image.manifestBytes));
      requests.length = 0;
      expect(await copyImage(client, from, target)).toMatchObject({ uploadedBytes: 0 });
      expect(requests.map((line) => line.split(' ')[0])).toEqual(['GET', 'HEAD']);
      const elsewhere = { registry: other.address, path: 'todo/elsewhere' };
      expect(await copyImage(client, target, elsewhere)).toMatchObject({ uploadedBytes: 0 });
    } finally {
      await other.close();
    }
  });

  it('takes the same image from several who push it at once', async () => {
    const repository = { registry: server.address, path: 'todo/base' };
    await pushImage(client, image, repository);
    const layers = image.layers.map(({ descriptor }) => ({ descriptor, repository }));
    for (const round of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) {
      const target = { registry: server.address, path: `todo/round-${round}`, tag: 'one' };
      const pushes = Array.from({ length: 8 }, () => pushImage(client, { ...image, layers }, target));
      for (const { digest } of await Promise.all(pushes)) expect(digest).toBe(image.digest);
    }
  });

  it('copies an index with all of its images', async () => {
    const other = await startRegistry();
    try {
      const { digest, manifestBytes, manifest } = image;
      const inner = { mediaType: manifest.mediaType, digest, size: manifestBytes.length };
      const platforms = ['amd64', 'arm64'].map((architecture) => ({ os: 'linux', architecture }));
      const manifests = platforms.map((platform) => ({ ...inner, platform }));
      const index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests };
      const content = { mediaType: mediaTypes.index, bytes: Buffer.from(JSON.stringify(index)) };
      const from = { registry: server.address, path: 'todo/first', tag: 'all' };
      const indexDigest = await client.putManifest(from, content);
      const target = { registry: other.address, path: 'todo/first' };
      expect(await copyImage(client, from, target)).toMatchObject({ digest: indexDigest });
      const found = await client.getManifest({ ...target, digest: indexDigest });
      expect(found.descriptor.digest).toBe(digest);
      expect(await client.hasBlob(target, found.manifest.config.digest)).toBe(true);
    } finally {
      await other.close();
    }
  });

  it('refuses a blob that is not what its digest says', async () => {
    const blob = { digest: digestOf('right'), size: 5, open: () => Uint8Array.from(Buffer.from('wrong')) };
    const putting = client.putBlob({ registry: server.address, path: 'todo/first' }, blob);
    await expect(putting).rejects.toMatchObject({
      code: 'REGISTRY_REFUSED',
      message: expect.stringContaining('DIGEST_INVALID'),
    });
  });

  it('says at the first try that it is down', async () => {
    const down = await startRegistry();
    await down.close();
    requests.length = 0;
    await expect(client.headManifest({ registry: down.address, path: 'a', tag: 'b' })).rejects.toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: `Registry ${down.address}: not reachable, ECONNREFUSED`,
    });
    expect(requests).toHaveLength(1);
    expect(await client.answers(down.address)).toBe(false);
    expect(await client.answers(server.address)).toBe(true);
  });
});

describe('a registry with accounts', () => {
  const htpasswd = 'ann:$2b$04$nsgSY5kLa4h8nBVT5HWmZuxPonN6qn366Ivpk6wrU01mw/0BeDmrO\n';
  let server: RegistryServer;

  beforeAll(async () => {
    server = await startRegistry({ htpasswd });
  });

  afterAll(() => server?.close());

  const clientOf = (password?: string) =>
    createRegistryClient({
      credentials: () => Promise.resolve(password === undefined ? undefined : { username: 'ann', password }),
    });

  it('lets the right account in', async () => {
    const image = buildImage({ layers: [], config: {} });
    const target = { registry: server.address, path: 'private', tag: '1' };
    expect((await pushImage(clientOf('pass:word'), image, target)).digest).toBe(image.digest);
  });

  it.each([undefined, 'wrong'])('keeps others out (%s)', async (password) => {
    const reading = clientOf(password).headManifest({ registry: server.address, path: 'private', tag: '1' });
    await expect(reading).rejects.toMatchObject({
      code: 'REGISTRY_DENIED',
      hint: `log in with \`docker login ${server.address}\` as a user who may do this`,
    });
    await expect(reading).rejects.not.toMatchObject({ message: expect.stringContaining('wrong') });
  });

  it('counts as answering also to those it does not let in', async () => {
    expect(await clientOf().answers(server.address)).toBe(true);
  });
});
