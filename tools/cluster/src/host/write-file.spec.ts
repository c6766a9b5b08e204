import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileIfThere, writeFileAtomically } from './write-file.ts';

describe('writeFileAtomically', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'write-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes the file with its folders and permissions, and nothing beside it', () => {
    const file = join(folder, 'a/b');
    writeFileAtomically(file, 'old');
    writeFileAtomically(file, 'new', 0o600);
    expect(readFileIfThere(file)).toBe('new');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'a'))).toEqual(['b']);
  });

  it('leaves nothing when it fails', () => {
    mkdirSync(join(folder, 'taken/full'), { recursive: true });
    expect(() => writeFileAtomically(join(folder, 'taken'), 'new')).toThrow();
    expect(readdirSync(folder)).toEqual(['taken']);
  });

  it('reads nothing from a file that is not there', () => {
    expect(readFileIfThere(join(folder, 'none'))).toBeUndefined();
  });
});
