import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Gzip } from 'fflate';
import type { Digest } from './digest.ts';
import { OciError } from './errors.ts';
import { layerStream } from './layer-stream.ts';
import { type Descriptor, mediaTypes } from './manifest.ts';

interface EntryBase {
  /** Path in the image, without a leading or trailing slash: `app/main.js`. */
  readonly path: string;
  /** Permission bits, with setuid, setgid and sticky: 0o755. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface FileEntry extends EntryBase {
  readonly type: 'file';
  /** Bytes. */
  readonly size: number;
  /** Where its bytes lie on disk, or the bytes. */
  readonly content: string | Uint8Array;
}

export interface DirectoryEntry extends EntryBase {
  readonly type: 'directory';
}

export interface SymlinkEntry extends EntryBase {
  readonly type: 'symlink';
  readonly linkTarget: string;
}

/** One file, folder or link of a layer. Whatever is not said here (owner names, times of access) is not stored. */
export type LayerEntry = FileEntry | DirectoryEntry | SymlinkEntry;

export interface LayerOptions {
  /** Seconds since 1970 that every entry gets as its time; see SOURCE_DATE_EPOCH of reproducible-builds.org. */
  readonly epoch?: number;
  /** `none` is for registries on the same machine. */
  readonly compression?: 'gzip' | 'none';
  readonly signal?: AbortSignal;
}

/** A layer that lies in a file, ready to be pushed. */
export interface Layer {
  readonly descriptor: Descriptor;
  /** Digest of the tar before compression, as an image's config names it. */
  readonly diffId: Digest;
  readonly file: string;
  /** Bytes of the tar before compression. */
  readonly unpackedSize: number;
}

const blockBytes = 64 * 1024;
const flushBytes = 16 * blockBytes;

/**
 * Writes a layer (OCI image-spec, layer.md) to a file. Equal entries give equal bytes on every machine: they are sorted,
 * nothing of the disk but the content is stored, and gzip is done in JavaScript, because zlib's output depends on
 * the processor. Memory stays small however large the files are.
 *
 * @throws OciError LAYER_FILE_UNREADABLE, LAYER_NOT_WRITTEN
 */
export async function writeLayer(
  entries: readonly LayerEntry[],
  file: string,
  { epoch = 0, compression = 'gzip', signal }: LayerOptions = {},
): Promise<Layer> {
  const sink = await openSink(file);
  try {
    const tarHash = createHash('sha256');
    const writer = createWriter(sink, compression);
    let unpackedSize = 0;
    for await (const block of rechunk(layerStream(sortEntries(entries), { epoch, signal }))) {
      tarHash.update(block);
      unpackedSize += block.length;
      await writer.write(block);
    }
    const { digest, size } = await writer.end();
    const mediaType = compression === 'gzip' ? mediaTypes.layerGzip : mediaTypes.layer;
    const diffId: Digest = `sha256:${tarHash.digest('hex')}`;
    return { descriptor: { mediaType, digest, size }, diffId, file, unpackedSize };
  } finally {
    await sink.close();
  }
}

function sortEntries(entries: readonly LayerEntry[]): LayerEntry[] {
  return [...entries].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

/** Blocks of equal size, so that the compressor's output does not depend on how the disk was read. */
async function* rechunk(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let block = new Uint8Array(blockBytes);
  let used = 0;
  for await (const chunk of source) {
    let taken = 0;
    while (taken < chunk.length) {
      const part = chunk.subarray(taken, taken + blockBytes - used);
      block.set(part, used);
      used += part.length;
      taken += part.length;
      if (used < blockBytes) continue;
      yield block;
      block = new Uint8Array(blockBytes);
      used = 0;
    }
  }
  if (used > 0) yield block.subarray(0, used);
}

interface Sink {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

async function openSink(file: string): Promise<Sink> {
  const failed = (error: NodeJS.ErrnoException) => {
    throw new OciError('LAYER_NOT_WRITTEN', { file, why: error.code ?? error.message }, error);
  };
  const handle = await open(file, 'w').catch(failed);
  return { write: (bytes) => handle.appendFile(bytes).catch(failed), close: () => handle.close() };
}

interface Writer {
  write(block: Uint8Array): Promise<void>;
  end(): Promise<{ digest: Digest; size: number }>;
}

function createWriter(sink: Sink, compression: 'gzip' | 'none'): Writer {
  const hash = createHash('sha256');
  let size = 0;
  let pending: Uint8Array[] = [];
  /** Before compression. */
  let pendingBytes = 0;
  const gzip = new Gzip({ level: 6, mtime: 0 }, (chunk) => void pending.push(chunk));
  const flush = async () => {
    const ready = Buffer.concat(pending);
    pending = [];
    pendingBytes = 0;
    hash.update(ready);
    size += ready.length;
    if (ready.length > 0) await sink.write(ready);
  };
  return {
    async write(block) {
      if (compression === 'gzip') gzip.push(block);
      else pending.push(block);
      pendingBytes += block.length;
      if (pendingBytes >= flushBytes) await flush();
    },
    async end() {
      if (compression === 'gzip') gzip.push(new Uint8Array(0), true);
      await flush();
      return { digest: `sha256:${hash.digest('hex')}`, size };
    },
  };
}
