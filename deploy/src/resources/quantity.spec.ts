import { describe, expect, it } from '@jest/globals';
import { formatCpu, formatMemory, parseQuantity } from './quantity.ts';

describe('parseQuantity', () => {
  it.each([
    ['250m', 0.25],
    ['2', 2],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['3412345n', 0.003412345],
    ['12u', 0.000012],
    ['64Mi', 67_108_864],
    ['1Gi', 1_073_741_824],
    ['128974848', 128_974_848],
    ['129M', 129_000_000],
    ['129e6', 129_000_000],
    ['1E', 1e18],
    ['1E3', 1000],
    [2, 2],
  ])('reads %p', (text, number) => {
    expect(parseQuantity(text)).toBeCloseTo(number, 12);
  });

  it.each([[''], ['Mi'], ['12 Mi'], ['12mi'], ['1e'], ['-'], [undefined], [{}]])(
    'takes %p for none',
    (text) => {
      expect(parseQuantity(text)).toBeUndefined();
    },
  );
});

describe('quantities', () => {
  it.each([
    [formatCpu(250), '250m'],
    [formatCpu(2000), '2'],
    [formatCpu(0), '0'],
    [formatMemory(1024 ** 3), '1Gi'],
    [formatMemory(1.5 * 1024 ** 3), '1536Mi'],
    [formatMemory(100_000_000), '95Mi'],
    [formatMemory(12 * 1024), '12Ki'],
    [formatMemory(0), '0Ki'],
  ])('are written as charts do: %s', (text, expected) => {
    expect(text).toBe(expected);
  });
});
