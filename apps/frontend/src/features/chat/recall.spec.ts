import { describe, expect, it } from '@jest/globals';
import { recall } from './recall.ts';

const sent = ['newest', 'older'];

describe('recall', () => {
  it.each([
    {
      name: 'from the draft to the newest',
      from: -1,
      direction: 'older',
      expected: { position: 0, text: 'newest' },
    },
    { name: 'on to the older one', from: 0, direction: 'older', expected: { position: 1, text: 'older' } },
    { name: 'no further than the oldest', from: 1, direction: 'older', expected: undefined },
    { name: 'back to the newer one', from: 1, direction: 'newer', expected: { position: 0, text: 'newest' } },
    { name: 'back to an empty draft', from: 0, direction: 'newer', expected: { position: -1, text: '' } },
    { name: 'no newer than the draft', from: -1, direction: 'newer', expected: undefined },
  ] as const)('leads $name', ({ from, direction, expected }) => {
    expect(recall(sent, from, direction)).toEqual(expected);
  });

  it('has nothing to offer before the first message', () => {
    expect(recall([], -1, 'older')).toBeUndefined();
  });
});
