import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { unpackProgram, verifyProgram } from './unpack-program.ts';

const content = '#!/bin/sh\nexit 0\n';
const sha256 = createHash('sha256').update(content).digest('hex');

describe('unpackProgram', () => {
  let folder: string;
  let program: Parameters<typeof unpackProgram>[0];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'unpack-'));
    const packed = join(folder, 'node.zst');
    writeFileSync(packed, zstdCompressSync(Buffer.from(content)));
    program = { packed, name: 'node', sha256, bytes: content.length };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('gives an executable file named by its checksum, and the same one again without unpacking', async () => {
    const file = await unpackProgram(program, folder);
    expect(file).toBe(join(folder, sha256, 'node'));
    expect(readFileSync(file, 'utf8')).toBe(content);
    expect(statSync(file).mode & 0o111).toBe(0o111);
    rmSync(program.packed);
    expect(await unpackProgram(program, folder)).toBe(file);
  });

  it.each([
    ['other bits', () => zstdCompressSync(Buffer.from('#!/bin/sh\nexit 1\n'))],
    ['a damaged archive', () => Buffer.from('no zstd')],
    ['half an archive', () => zstdCompressSync(Buffer.from(content)).subarray(0, 12)],
  ])('refuses %s, naming both checksums, and keeps nothing', async (_, bytes) => {
    writeFileSync(program.packed, bytes());
    const refused = unpackProgram(program, folder);
    await expect(refused).rejects.toMatchObject({ code: 'PROGRAM_CHECKSUM_WRONG' });
    await expect(refused).rejects.toThrow(sha256);
    expect(existsSync(join(folder, sha256, 'node'))).toBe(false);
    expect(readdirSync(join(folder, sha256))).toEqual([]);
  });

  it('replaces a file in the cache that was cut short', async () => {
    const file = await unpackProgram(program, folder);
    writeFileSync(file, content.slice(0, 5));
    await unpackProgram(program, folder);
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it('sees that a file in the cache was changed', async () => {
    const file = await unpackProgram(program, folder);
    await verifyProgram(file, sha256);
    writeFileSync(file, content.replace('0', '1'));
    await expect(verifyProgram(file, sha256)).rejects.toMatchObject({ code: 'PROGRAM_CHECKSUM_WRONG' });
  });
});
