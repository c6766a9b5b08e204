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
  /** Of the layer; tells how it is compressed. */
  readonly mediaType: string;
  /** Paths of small text files to keep. */
  readonly keep?: readonly string[];
  readonly signal?: AbortSignal;
}

/** Reads what is in a layer, one entry at a time, without storing it. */
export async function listLayer(
  layer: ReadableStream<Uint8Array>,
  { mediaType, keep = [], signal }: ListOptions,
): Promise<LayerListing> {
  const entries: ListedEntry[] = [];
  const contents: Record<string, string> = {};
  const archive = extract();
  const source = Readable.fromWeb(layer as Parameters<typeof Readable.fromWeb>[0]);
  const unpacked = pipeline([source, ...decompressors(mediaType), archive], { signal });
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

function decompressors(mediaType: string) {
  if (/[.+]gzip$/.test(mediaType)) return [createGunzip()];
  if (mediaType.endsWith('+zstd')) return [createZstdDecompress()];
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
