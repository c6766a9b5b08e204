import { beforeAll, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { address } from './browser.ts';

const scriptBytesMax = 150_000;

let html: string;
beforeAll(async () => {
  html = await (await fetch(address)).text();
});

describe('the page', () => {
  it('loads at most 150 kB of scripts, as they are sent', async () => {
    const paths = new Set([...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, path = '']) => path));
    const scripts = await Promise.all(
      [...paths].map(async (path) => (await fetch(new URL(path, address))).text()),
    );
    const bytes = scripts.reduce((sum, script) => sum + gzipSync(script).length, 0);
    expect(paths.size).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(scriptBytesMax);
  });

  it('is there before any script has run', () => {
    expect(html).toContain('Loading…');
  });
});
