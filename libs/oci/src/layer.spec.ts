import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LayerEntry, writeLayer } from './layer.ts';
import { listLayer } from './list-layer.ts';

const longPath = `app/${'deep/'.repeat(30)}file-näme.txt`;

const entries: LayerEntry[] = [
  { type: 'symlink', path: 'app/link', mode: 0o777, uid: 0, gid: 0, linkTarget: '../etc/hosts' },
  {
    type: 'file',
    path: 'app/run',
    mode: 0o755,
    uid: 65_532,
    gid: 65_532,
    size: 2,
    content: Buffer.from('#!'),
  },
  { type: 'directory', path: 'app', mode: 0o1777, uid: 1, gid: 2 },
  {
    type: 'file',
    path: longPath,
    mode: 0o644,
    uid: 1_000_650_000,
    gid: 0,
    size: 3,
    content: Buffer.from('abc'),
  },
];

describe('writeLayer', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oci-layer-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  const write = (content: readonly LayerEntry[], options = {}) =>
    writeLayer(content, join(folder, 'layer'), options);

  it('gives these bytes on every machine', async () => {
    const layer = await write(entries);
    expect(layer.diffId).toBe('sha256:eb5753c8c19976c3b3db6f65c81b5bff3e9743347657fe6291d31cfa18580f6e');
    expect(layer.descriptor).toEqual({
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      digest: 'sha256:51f2f6152e9deae72f288bbbc764579d406bac6184001b5bcd4a38aef750b517',
      size: 284,
    });
  });

  it('does not depend on the order of the entries', async () => {
    const [one, other] = [await write(entries), await write([...entries].reverse())];
    expect(other).toEqual(one);
  });

  it('says the digest and the size of what it wrote, packed and unpacked', async () => {
    const packed = await write(entries);
    const bytes = await readFile(packed.file);
    expect(bytes.length).toBe(packed.descriptor.size);
    expect(gunzipSync(bytes).length).toBe(packed.unpackedSize);
    const plain = await write(entries, { compression: 'none' });
    expect(plain.descriptor.digest).toBe(packed.diffId);
    expect(plain.descriptor.size).toBe(packed.unpackedSize);
  });

  it('stores what the entries say, at the given time', async () => {
    const layer = await write(entries, { epoch: 86_400 });
    const stream = Readable.toWeb(Readable.from([await readFile(layer.file)]));
    const { entries: listed, contents } = await listLayer(stream as ReadableStream<Uint8Array>, {
      keep: ['app/run'],
    });
    expect(listed).toEqual([
      { type: 'directory', path: 'app', mode: 0o1777, uid: 1, gid: 2 },
      { type: 'file', path: longPath, mode: 0o644, uid: 1_000_650_000, gid: 0 },
      { type: 'symlink', path: 'app/link', mode: 0o777, uid: 0, gid: 0, linkTarget: '../etc/hosts' },
      { type: 'file', path: 'app/run', mode: 0o755, uid: 65_532, gid: 65_532 },
    ]);
    expect(contents).toEqual({ 'app/run': '#!' });
    expect(layer.diffId).not.toBe((await write(entries)).diffId);
  });

  it('gives the same bytes for a file on disk as for its content, also a large one', async () => {
    const content = Buffer.alloc(300_001, 'some text that compresses\n');
    const file = join(folder, 'large');
    await writeFile(file, content);
    const entry = { type: 'file', path: 'large', mode: 0o644, uid: 0, gid: 0, size: content.length } as const;
    expect(await write([{ ...entry, content: file }])).toEqual(await write([{ ...entry, content }]));
  });

  it.each([1, 5])('fails when a file is not as long as it was said to be (%i bytes)', async (size) => {
    const file = join(folder, 'changing');
    await writeFile(file, 'abc');
    const entry = { type: 'file', path: 'a', mode: 0o644, uid: 0, gid: 0, size, content: file } as const;
    await expect(write([entry])).rejects.toMatchObject({ code: 'LAYER_FILE_UNREADABLE' });
  });

  it('fails when a file vanished', async () => {
    const content = join(folder, 'absent');
    const entry = { type: 'file', path: 'a', mode: 0o644, uid: 0, gid: 0, size: 3, content } as const;
    await expect(write([entry])).rejects.toMatchObject({ code: 'LAYER_FILE_UNREADABLE' });
  });

  it.each(['/dev/full', '/nowhere/layer'])('says that it cannot write to %s', async (file) => {
    await expect(writeLayer(entries, file)).rejects.toMatchObject({
      code: 'LAYER_NOT_WRITTEN',
      message: expect.stringMatching(/^Layer .+: it cannot be written, (ENOSPC|ENOENT)$/),
    });
  });
});
