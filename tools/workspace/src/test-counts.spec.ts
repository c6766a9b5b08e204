import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { addUp, readCounts, type Counts } from './test-counts.ts';

const unit: Counts = { level: 'unit', passed: 20, failures: [] };
const integration: Counts = {
  level: 'integration',
  passed: 4,
  failures: ['deploy integration › a.int.spec.ts › ends'],
};

describe('addUp', () => {
  it('counts tests, and stages that have none', () => {
    const ends = [
      { name: 'lint', exitCode: 0 },
      { name: 'unit', exitCode: 0, level: 'unit' as const },
    ];
    expect(addUp(ends, [unit])).toEqual({ passed: 21, failures: [] });
  });

  it('names what failed, once', () => {
    const ends = [
      { name: 'lint', exitCode: 1 },
      { name: 'integration', exitCode: 1, level: 'integration' as const },
    ];
    expect(addUp(ends, [unit, integration])).toEqual({
      passed: 24,
      failures: ['lint', 'deploy integration › a.int.spec.ts › ends'],
    });
  });

  it('names a stage of tests that failed by itself, also beside failures of another level', () => {
    const ends = [
      { name: 'unit', exitCode: 1, level: 'unit' as const },
      { name: 'integration', exitCode: 1, level: 'integration' as const },
    ];
    expect(addUp(ends, [integration]).failures).toEqual(['unit', ...integration.failures]);
  });
});

describe('readCounts', () => {
  it('reads one file per project and level, and none where nothing ran', () => {
    const folder = mkdtempSync(join(tmpdir(), 'counts-'));
    writeFileSync(join(folder, 'deploy.unit.json'), JSON.stringify(unit));
    expect(readCounts(folder)).toEqual([unit]);
    rmSync(folder, { recursive: true });
    expect(readCounts(folder)).toEqual([]);
  });
});
