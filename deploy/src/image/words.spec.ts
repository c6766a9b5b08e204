import { describe, expect, it } from '@jest/globals';
import { parseJsonForm, parsePairs, splitWords } from './words.ts';

describe('splitWords', () => {
  it.each([
    ['a b\tc', ['a', 'b', 'c']],
    ['  a   b ', ['a', 'b']],
    ['"a b" c', ['"a b"', 'c']],
    [`A="x y"'z w' b`, [`A="x y"'z w'`, 'b']],
    ['a\\ b c', ['a\\ b', 'c']],
    ['"a\\" b" c', ['"a\\" b"', 'c']],
    [`'a\\' b`, [`'a\\'`, 'b']],
    ['', []],
  ])('splits %j', (text, words) => {
    expect(splitWords(text, '\\')).toEqual(words);
  });

  it('takes another escape character', () => {
    expect(splitWords('c:\\dir\\ a` b', '`')).toEqual(['c:\\dir\\', 'a` b']);
  });
});

describe('parsePairs', () => {
  it.each([
    ['A=1', [['A', '1']]],
    [
      'A=1 B="2 3" C=',
      [
        ['A', '1'],
        ['B', '"2 3"'],
        ['C', ''],
      ],
    ],
    ['A=b=c', [['A', 'b=c']]],
    ['A the  rest = of it', [['A', 'the  rest = of it']]],
    ['A', undefined],
    ['A=1 B', undefined],
    ['=1', undefined],
  ])('reads %j', (text, pairs) => {
    expect(parsePairs(text, '\\')).toEqual(pairs);
  });
});

describe('parseJsonForm', () => {
  it.each([
    ['["a", "b c"]', ['a', 'b c']],
    ['[]', []],
    ['["a", 1]', undefined],
    ["['a']", undefined],
    ['a b', undefined],
  ])('reads %s', (text, words) => {
    expect(parseJsonForm(text)).toEqual(words);
  });
});
