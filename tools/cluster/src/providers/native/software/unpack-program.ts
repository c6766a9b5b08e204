import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { ClusterError } from '../../../errors.ts';

export interface PackedProgram {
  /** Compressed with zstd. */
  readonly packed: string;
  readonly name: string;
  /** Of the unpacked file. */
  readonly sha256: string;
  /** Of the unpacked file. */
  readonly bytes: number;
}

/** Where a program of that checksum lies in the cache. */
export function cachedProgram(cacheDir: string, { sha256, name }: { sha256: string; name: string }): string {
  return join(cacheDir, sha256, name);
}

/**
 * Unpacks a program into the cache, unless it is there already. What is in the cache has the checksum it is named by:
 * it gets its name only after that was seen.
 *
 * @returns the program's path
 * @throws PROGRAM_CHECKSUM_WRONG; nothing is kept then
 */
export async function unpackProgram(program: PackedProgram, cacheDir: string): Promise<string> {
  const target = cachedProgram(cacheDir, program);
  if (existsSync(target) && statSync(target).size === program.bytes) return target;
  const temporary = `${target}.${process.pid}.tmp`;
  mkdirSync(dirname(target), { recursive: true });
  try {
    const actual = await unpack(program.packed, temporary);
    if (actual !== program.sha256) throw checksumWrong(program.packed, program.sha256, actual);
    renameSync(temporary, target);
    return target;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * Reads the file again and compares.
 *
 * @throws PROGRAM_CHECKSUM_WRONG
 */
export async function verifyProgram(file: string, sha256: string): Promise<void> {
  const actual = await sha256OfFile(file);
  if (actual !== sha256) throw checksumWrong(file, sha256, actual);
}

/** SHA-256 of a file's content, in hexadecimal digits. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 }))
    hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function unpack(packed: string, target: string): Promise<string> {
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(
      createReadStream(packed),
      createZstdDecompress(),
      hashing,
      createWriteStream(target, { mode: 0o755 }),
    );
  } catch (error) {
    if (!isDamage(error as NodeJS.ErrnoException)) throw error;
    return `none, because it cannot be unpacked (${(error as Error).message})`;
  }
  return hash.digest('hex');
}

/** zlib's codes: ZSTD_error_... for other content, Z_BUF_ERROR for a file that was cut short. */
function isDamage({ code = '' }: NodeJS.ErrnoException): boolean {
  return code.startsWith('Z');
}

function checksumWrong(file: string, expected: string, actual: string): ClusterError {
  return new ClusterError('PROGRAM_CHECKSUM_WRONG', { file, expected, actual });
}
