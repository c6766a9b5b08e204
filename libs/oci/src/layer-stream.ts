import { createReadStream, readFileSync } from 'node:fs';
import { OciError } from './errors.ts';
import type { FileEntry, LayerEntry } from './layer.ts';
import { tarBlockBytes, tarHeader, tarPadding } from './tar-header.ts';

/**
 * The tar archive of these entries, in their order.
 *
 * @throws OciError LAYER_FILE_UNREADABLE
 */
export async function* layerStream(
  entries: readonly LayerEntry[],
  { epoch, signal }: { readonly epoch: number; readonly signal?: AbortSignal },
): AsyncGenerator<Uint8Array> {
  for (const entry of entries) {
    signal?.throwIfAborted();
    const { type, mode, uid, gid } = entry;
    const name = type === 'directory' ? `${entry.path}/` : entry.path;
    const size = entry.type === 'file' ? entry.size : 0;
    const linkName = entry.type === 'symlink' ? entry.linkTarget : undefined;
    yield tarHeader({ name, type, mode, uid, gid, size, linkName, mtime: epoch });
    if (entry.type !== 'file') continue;
    yield* content(entry);
    yield tarPadding(entry.size);
  }
  yield new Uint8Array(2 * tarBlockBytes);
}

const wholeBytesMax = 1024 * 1024;

async function* content({ content, size }: FileEntry): AsyncGenerator<Uint8Array> {
  if (typeof content !== 'string') {
    yield content;
    return;
  }
  let read = 0;
  for await (const chunk of chunksOf(content, size)) {
    read += chunk.length;
    if (read > size) break;
    yield chunk;
  }
  if (read !== size) throw unreadable(content, 'it changed while it was read');
}

async function* chunksOf(file: string, size: number): AsyncGenerator<Uint8Array> {
  try {
    // To wait for each of a thousand small files takes longer than to read them.
    if (size <= wholeBytesMax) yield readFileSync(file);
    else yield* createReadStream(file) as AsyncIterable<Buffer>;
  } catch (error) {
    throw unreadable(file, (error as NodeJS.ErrnoException).code ?? String(error), error);
  }
}

function unreadable(file: string, why: string, cause?: unknown): OciError {
  return new OciError('LAYER_FILE_UNREADABLE', { file, why }, cause);
}
