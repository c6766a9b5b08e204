import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readKept, writeKept } from './kept-file.ts';

describe('a kept file', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kept-file-'));
    file = join(folder, 'inner/kept.json');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is read as it was written, for its owner alone where that is asked for', () => {
    writeKept(file, { layers: ['one'] }, 0o600);
    expect(readKept(file)).toEqual({ layers: ['one'] });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'inner'))).toEqual(['kept.json']);
  });

  it('is replaced whole', () => {
    writeKept(file, { layers: ['one', 'two'] });
    writeKept(file, {});
    expect(readKept(file)).toEqual({});
  });

  it.each([
    ['is empty', ''],
    ['was cut off', '{"layers":["one"'],
    ['holds zeros', '\0\0\0\0'],
  ])('is as good as none when it %s', (_, text) => {
    writeKept(file, { layers: ['one'] });
    writeFileSync(file, text);
    expect(readKept(file)).toBeUndefined();
  });

  it('is none before the first is written', () => {
    expect(readKept(file)).toBeUndefined();
  });
});
