import { describe, expect, it } from '@jest/globals';
import { backoffMs } from './backoff.ts';

describe('backoffMs', () => {
  it('doubles from 100 ms up to 10 s', () => {
    expect([0, 1, 2, 6, 7, 1000].map(backoffMs)).toEqual([100, 200, 400, 6400, 10_000, 10_000]);
  });
});
