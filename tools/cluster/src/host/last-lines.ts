import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const tailBytesMax = 16 * 1024;

/** The last lines of a text that are not empty, joined by ` | ` so that they fit in one sentence. */
export function lastLines(text: string, count: number): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.length > 0 ? lines.slice(-count).join(' | ') : 'it printed nothing';
}

/** The same of a file's end; a file that cannot be read has printed nothing. */
export function lastLinesOfFile(file: string, count: number): string {
  return lastLines(readTail(file), count);
}

function readTail(file: string): string {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const { size } = fstatSync(descriptor);
      const length = Math.min(size, tailBytesMax);
      const buffer = Buffer.alloc(length);
      readSync(descriptor, buffer, 0, length, size - length);
      return buffer.toString('utf8');
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return '';
  }
}
