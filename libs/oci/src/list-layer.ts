import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { extract, type Header } from 'tar-stream';

/** One entry of a layer; whiteouts (`.wh.NAME`) are entries like others. */
export interface ListedEntry {
  /** Without leading or trailing slash; the root is empty. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly linkTarget?: string;
}

export interface LayerListing {
  readonly entries: readonly ListedEntry[];
  /** Text of the files that were asked for and are in the layer, by path. */
  readonly contents: Readonly<Record<string, string>>;
}

export interface ListOptions {
  /** Paths of small text files to keep. */
  readonly keep?: readonly string[];
  readonly signal?: AbortSignal;
}

/** Reads what is in a layer, one entry at a time, without storing it. */
export async function listLayer(
  layer: ReadableStream<Uint8Array>,
  { keep = [], signal }: ListOptions = {},
): Promise<LayerListing> {
  const entries: ListedEntry[] = [];
  const contents: Record<string, string> = {};
  const archive = extract();
  const { head, whole } = await peek(Readable.fromWeb(layer as Parameters<typeof Readable.fromWeb>[0]));
  const unpacked = pipeline([whole, ...decompressors(head), archive], { signal });
  const reading = (async () => {
    for await (const entry of archive) {
      const listed = toEntry(entry.header);
      entries.push(listed);
      if (keep.includes(listed.path)) contents[listed.path] = await readText(entry);
      else entry.resume();
    }
  })();
  await Promise.all([unpacked, reading]);
  return { entries, contents };
}

const magicBytes = 4;

/** The first bytes of a stream, and the whole of it. */
async function peek(source: Readable): Promise<{ readonly head: Buffer; readonly whole: Readable }> {
  const chunks = (source as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < magicBytes) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = async function* () {
    yield head;
    yield* { [Symbol.asyncIterator]: () => chunks };
  };
  return { head, whole: Readable.from(whole()) };
}

/**
 * How a layer is compressed, told by its first bytes (RFC 1952, RFC 8878): docker calls every layer gzip, also one that it
 * took from a registry as it was.
 */
function decompressors(head: Buffer) {
  if (head.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]))) return [createGunzip()];
  if (head.subarray(0, magicBytes).equals(Buffer.from([0x28, 0xb5, 0x2f, 0xfd])))
    return [createZstdDecompress()];
  return [];
}

function toEntry({ name, type, mode, linkname, ...header }: Header): ListedEntry {
  const extended = (header.pax ?? {}) as { readonly uid?: string; readonly gid?: string };
  const uid = Number(extended.uid ?? header.uid);
  const gid = Number(extended.gid ?? header.gid);
  const path = name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
  const base = { path, mode: mode & 0o7777, uid, gid };
  if (type === 'symlink') return { ...base, type, linkTarget: linkname };
  return { ...base, type: types[type] ?? 'other' };
}

const types: Readonly<Record<string, ListedEntry['type']>> = {
  file: 'file',
  'contiguous-file': 'file',
  link: 'file',
  directory: 'directory',
};

async function readText(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
