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

/** In these the tar reaches the compressor, whose output depends on them. */
const compressedBlockBytes = 64 * 1024;
const writtenBlockBytes = 1024 * 1024;

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
  const archive = layerStream(sortEntries(entries), { epoch, signal });
  const isCompressed = compression === 'gzip';
  const tar = measure(rechunk(archive, isCompressed ? compressedBlockBytes : writtenBlockBytes));
  const blob = isCompressed ? measure(rechunk(compress(tar.stream), writtenBlockBytes)) : tar;
  await writeAll(blob.stream, file);
  const { digest: diffId, size: unpackedSize } = tar.total();
  const mediaType = isCompressed ? mediaTypes.layerGzip : mediaTypes.layer;
  return { descriptor: { mediaType, ...blob.total() }, diffId, file, unpackedSize };
}

function sortEntries(entries: readonly LayerEntry[]): LayerEntry[] {
  return [...entries].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

type Stream = AsyncGenerator<Uint8Array>;

/** The same bytes in blocks of equal size, however they came off the disk; the last one may be smaller. */
async function* rechunk(source: Stream, blockBytes: number): Stream {
  let block = Buffer.allocUnsafe(blockBytes);
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
      block = Buffer.allocUnsafe(blockBytes);
      used = 0;
    }
  }
  if (used > 0) yield block.subarray(0, used);
}

async function* compress(source: Stream): Stream {
  let ready: Uint8Array[] = [];
  const gzip = new Gzip({ level: 6, mtime: 0 }, (chunk) => void ready.push(chunk));
  const take = () => {
    const taken = ready;
    ready = [];
    return taken;
  };
  for await (const block of source) {
    gzip.push(block);
    yield* take();
  }
  gzip.push(new Uint8Array(0), true);
  yield* take();
}

/** Passes a stream on, and knows at its end what it was. */
function measure(source: Stream): { stream: Stream; total: () => { digest: Digest; size: number } } {
  const hash = createHash('sha256');
  let size = 0;
  async function* pass(): Stream {
    for await (const chunk of source) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  let digest: Digest | undefined;
  return {
    stream: pass(),
    total: () => ({ digest: (digest ??= `sha256:${hash.digest('hex')}`), size }),
  };
}

/** @throws OciError LAYER_NOT_WRITTEN; what reading the stream throws passes through */
async function writeAll(stream: Stream, file: string): Promise<void> {
  const failed = (error: NodeJS.ErrnoException) => {
    throw new OciError('LAYER_NOT_WRITTEN', { file, why: error.code ?? error.message }, error);
  };
  const handle = await open(file, 'w').catch(failed);
  try {
    for await (const block of stream) await handle.appendFile(block).catch(failed);
  } finally {
    await handle.close();
  }
}
