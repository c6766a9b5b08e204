import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { committedDir, readManifest } from './manifest.ts';

describe('manifest', () => {
  it('names a committed file for each program and platform', () => {
    const { programs } = readManifest();
    expect(programs.map(({ name }) => name)).toEqual(['node', 'contour', 'contour-crds.yaml']);
    for (const { platforms } of programs) {
      for (const [platform, { file }] of Object.entries(platforms)) {
        expect(existsSync(join(committedDir, platform, file))).toBe(true);
      }
    }
  });
});
