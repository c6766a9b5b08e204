import { describe, expect, it } from '@jest/globals';
import { isSimilar } from './similarity.ts';

describe('isSimilar', () => {
  it.each([
    ['bill', 'bills'],
    ['box', 'boxes'],
    ['meet', 'meeting'],
    ['groceries', 'grocries'],
    ['groceries', 'gorceries'],
    ['peanutbuter', 'peanutbutter'],
    ['report', 'rreport'],
  ])('takes %j and %j for one word', (left, right) => {
    expect(isSimilar(left, right)).toBe(true);
    expect(isSimilar(right, left)).toBe(true);
  });

  it.each([
    ['a', 'as'],
    ['mom', 'dad'],
    ['mom', 'moth'],
    ['cat', 'car'],
    ['rent', 'root'],
    ['milk', 'silo'],
    ['anna', 'bananas'],
    ['x'.repeat(41), 'y'.repeat(41)],
  ])('takes %j and %j for two', (left, right) => {
    expect(isSimilar(left, right)).toBe(false);
    expect(isSimilar(right, left)).toBe(false);
  });
});
