import { describe, expect, it } from '@jest/globals';
import { count, formatAge, formatBytes, formatDigest, formatDuration, stateText } from './format.ts';

describe('format', () => {
  it.each([
    [0, '0 ms'],
    [994, '994 ms'],
    [996, '1.0 s'],
    [59_900, '59.9 s'],
    [59_960, '1 min 0 s'],
    [125_000, '2 min 5 s'],
  ])('%d ms take %s', (durationMs, text) => expect(formatDuration(durationMs)).toBe(text));

  it.each([
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [1_234_567, '1.2 MB'],
    [2_000_000_000_000, '2000.0 GB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    [-5, '0 s'],
    [59_999, '59 s'],
    [3_599_999, '59 min'],
    [172_799_000, '47 h'],
    [172_800_000, '2 d'],
  ])('%d ms ago is %s', (ageMs, text) => expect(formatAge(ageMs)).toBe(text));

  it('shortens digests and counts things', () => {
    expect(formatDigest(`sha256:${'0123456789abcdef'.repeat(4)}`)).toBe('sha256:0123456789ab');
    expect([count(1, 'object'), count(0, 'object')]).toEqual(['1 object', '0 objects']);
  });

  it.each([
    [0, 2, 'nothing was written'],
    [1, 1, '1 of 1 change was written'],
    [2, 5, '2 of 5 changes were written'],
  ])('%d of %d changes leave the state "%s"', (done, planned, text) =>
    expect(stateText({ done, planned })).toBe(text),
  );
});
