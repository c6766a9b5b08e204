import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tokenise } from './token.ts';

function read(text: string): string[] {
  return tokenise(text).map(({ kind, norm, quoted }) => (kind === 'quoted' ? `<${quoted}>` : norm));
}

describe('tokenise', () => {
  it.each([
    ["Don’t  call MOM's to-do", ["don't", 'call', "mom's", 'to-do']],
    ["say 'Buy mom's gift' now", ['say', "<Buy mom's gift>", 'now']],
    ['“one” „two“ «three» ‘four’ `five`', ['<one>', '<two>', '<three>', '<four>', '<five>']],
    ['“mixed" marks', ['<mixed>', 'marks']],
    ["the dogs' food and the cats' milk", ['the', 'dogs', "'", 'food', 'and', 'the', 'cats', "'", 'milk']],
    ['a 5" pipe', ['a', '5', '"', 'pipe']],
    ["an open 'quote", ['an', 'open', "'", 'quote']],
    ['"" and " "', ['"', '"', 'and', '"', '"']],
    ['line\nbreak', ['line', '\n', 'break']],
    ['#3, ok?', ['#', '3', ',', 'ok', '?']],
    ['１２３ ﬁne', ['123', 'fine']],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('leaves out nothing but white space', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const tokens = tokenise(text);
        const kept = tokens.map(({ start, end }) => text.slice(start, end)).join('');
        const squeeze = (value: string) => value.replaceAll(/\s/g, '');
        expect(squeeze(kept)).toBe(squeeze(text));
      }),
    );
  });
});
