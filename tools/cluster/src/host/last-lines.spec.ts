import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { lastLines, lastLinesOfFile } from './last-lines.ts';

describe('lastLines', () => {
  it('gives the last lines that are not empty, on one line', () => {
    expect(lastLines('one\n two \n\nthree\n\n', 2)).toBe('two | three');
    expect(lastLines('\n', 2)).toBe('it printed nothing');
  });

  it('reads only the end of a large file, and nothing from one that is not there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lines-'));
    const file = join(folder, 'log');
    writeFileSync(file, `${'x'.repeat(1_000_000)}\nlast\n`);
    expect(lastLinesOfFile(file, 1)).toBe('last');
    expect(lastLinesOfFile(file, 2).length).toBeLessThan(20_000);
    expect(lastLinesOfFile(join(folder, 'none'), 1)).toBe('it printed nothing');
    rmSync(folder, { recursive: true });
  });
});
