import { describe, expect, it } from '@jest/globals';
import { summarize } from './statistics.ts';

describe('summarize', () => {
  it('takes the middle of an odd number of samples, whatever their order', () => {
    expect(summarize([30, 1, 200])).toEqual({ runs: 3, min: 1, median: 30, max: 200 });
  });

  it('takes the mean of the two in the middle of an even number', () => {
    expect(summarize([4, 1, 3, 100])).toEqual({ runs: 4, min: 1, median: 3.5, max: 100 });
  });

  it('orders numbers as numbers', () => {
    expect(summarize([9, 10, 100]).median).toBe(10);
  });

  it('makes up no figure out of nothing', () => {
    expect(() => summarize([])).toThrow(RangeError);
  });
});
