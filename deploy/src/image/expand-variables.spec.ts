import { describe, expect, it } from '@jest/globals';
import { expandVariables } from './expand-variables.ts';

const values: Readonly<Record<string, string>> = { A: 'one', EMPTY: '', PATH: '/bin' };
const expand = (word: string, escape = '\\') => expandVariables(word, (name) => values[name], escape);

describe('expandVariables', () => {
  it.each([
    ['plain', 'plain'],
    ['$A', 'one'],
    ['${A}', 'one'],
    ['x${A}y', 'xoney'],
    ['$A-$A.$A', 'one-one.one'],
    ['$AB', ''],
    ['$PATH:/opt', '/bin:/opt'],
    ['${X:-default}', 'default'],
    ['${EMPTY:-default}', 'default'],
    ['${EMPTY-default}', ''],
    ['${X-default}', 'default'],
    ['${A:-default}', 'one'],
    ['${A:+set}', 'set'],
    ['${EMPTY:+set}', ''],
    ['${EMPTY+set}', 'set'],
    ['${X:-${A}}', 'one'],
    ['${X:-"a b"}', 'a b'],
    ['${A:?needed}', 'one'],
    ["'$A'", '$A'],
    ['"$A b"', 'one b'],
    ['"a\\"b\\$A\\\\\\n"', 'a"b$A\\\\n'],
    ['\\$A', '$A'],
    ['a\\ b', 'a b'],
    ['a"b"\'c\'d', 'abcd'],
    ['$', '$'],
    ['a$/b', 'a$/b'],
    ['$1', ''],
    ['a}b', 'a}b'],
  ])('makes of %s %j', (word, expected) => {
    expect(expand(word)).toBe(expected);
  });

  it('takes another escape character', () => {
    expect(expand('c:\\dir`$A', '`')).toBe('c:\\dir$A');
  });

  it.each([
    ['"open', 'a double quote is not closed in "open'],
    ["'open", "a single quote is not closed in 'open"],
    ['${A', 'a brace is not closed in ${A'],
    ['${}', 'no variable name behind ${ in ${}'],
    ['${A#x}', 'the modifier #x of $A is not supported'],
    ['${X:?say why}', '$X: say why'],
    ['${EMPTY:?}', '$EMPTY: it is not set'],
  ])('refuses %s', (word, message) => {
    expect(() => expand(word)).toThrow(message);
  });
});
