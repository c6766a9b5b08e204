import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeBundle } from './write-bundle.ts';

describe('writeBundle', () => {
  let folder: string;

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'todo-evidence-')), 'local');
  });

  afterEach(() => rm(join(folder, '..'), { recursive: true }));

  it('writes every file, and leaves nothing unfinished behind', async () => {
    const path = await writeBundle({ 'cause.yaml': 'a', 'logs/app.log': 'b' }, { folder, name: '2026-app' });
    expect(path).toBe(join(folder, '2026-app'));
    expect(await readFile(join(path, 'logs/app.log'), 'utf8')).toBe('b');
    expect(await readdir(folder)).toEqual(['2026-app']);
  });

  it('keeps the newest ten, and lets go of what a killed program left', async () => {
    await mkdir(join(folder, '2025-app.unfinished'), { recursive: true });
    for (let number = 10; number < 22; number++) {
      await writeBundle({ 'cause.yaml': '' }, { folder, name: `2026-${number}-app` });
    }
    const kept = Array.from({ length: 10 }, (_each, index) => `2026-${index + 12}-app`);
    expect((await readdir(folder)).toSorted()).toEqual(kept);
  });

  it('fails when it cannot write, instead of leaving a part of it', async () => {
    await mkdir(join(folder, '2026-app', 'cause.yaml'), { recursive: true });
    await expect(writeBundle({ 'cause.yaml': 'a' }, { folder, name: '2026-app' })).rejects.toThrow(
      '2026-app',
    );
  });
});
