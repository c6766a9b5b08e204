import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyFolder, directory, link, parentsOf, text } from './entries.ts';

const summary = (entries: ReturnType<typeof parentsOf>) =>
  entries.map(({ path, type, mode, uid }) => `${type} ${path} ${mode.toString(8)} ${uid}`);

describe('parentsOf', () => {
  it('gives every folder above the entries once, but not those that are entries themselves', () => {
    const entries = [
      text('a/b/c', ''),
      link('a/b/d', 'c'),
      directory('e', { mode: 0o1777, id: 5 }),
      text('e/f', ''),
    ];
    expect(summary(parentsOf(entries))).toEqual(['directory a 755 0', 'directory a/b 755 0']);
  });
});

describe('copyFolder', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'entries-'));
    mkdirSync(join(folder, 'sub'));
    for (const name of ['run', 'sub/data', 'sub/left-out']) writeFileSync(join(folder, name), name);
    chmodSync(join(folder, 'run'), 0o700);
    chmodSync(join(folder, 'sub/data'), 0o600);
    symlinkSync('run', join(folder, 'link'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('takes files with their executable bit and nothing else of their modes, no links, and only what is wanted', () => {
    const entries = copyFolder('opt/x', folder, (path) => !path.endsWith('left-out'));
    expect(summary(entries).sort()).toEqual([
      'directory opt/x 755 0',
      'directory opt/x/sub 755 0',
      'file opt/x/run 755 0',
      'file opt/x/sub/data 644 0',
    ]);
  });
});
