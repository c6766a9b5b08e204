import { describe, expect, it } from '@jest/globals';
import { readShell } from './shell-commands.ts';

const commandsOf = (text: string) =>
  readShell(text).commands.map(({ name, words }) => [name, ...words].join(' '));

describe('readShell', () => {
  it.each<[string, string[]]>([
    ['a b && c || d; e & f\ng', ['a b', 'c', 'd', 'e', 'f', 'g']],
    ['a "b c" \'d e\' f\\ g', ['a b c d e f g']],
    ['A=1 B="2 3" a', ['a']],
    ['A=1', []],
    ['a > b 2>&1 c &> d < e', ['a c']],
    ['a 2 b2>c', ['a 2 b2']],
    ['if a; then b; else c; fi', ['a', 'b', 'c']],
    ['for x in 1 2; do a "$x"; done', ['a $x']],
    ['(a; { b; }) && ! c', ['a', 'b', 'c']],
    ['a $(b "c") `d`', ['b c', 'd', 'a $(b "c") `d`']],
    ['a "x $(b "$(c ")")") y"', ['c )', 'b $(c ")")', 'a x $(b "$(c ")")") y']],
    ['a $((1 + 2)) ${b:-c d}', ['a $((1 + 2)) ${b:-c d}']],
    ['a # b; c\nd', ['a', 'd']],
    ['a \\\n b', ['a b']],
    ['a "b', ['a b']],
    ["a 'b", ['a b']],
    ['a $(b', ['b', 'a $(b']],
  ])('reads %j', (text, commands) => {
    expect(commandsOf(text)).toEqual(commands);
  });

  it.each([
    ['a | b', true],
    ['a |& b', true],
    ['a "$(b | c)"', true],
    ['a || b', false],
    ['a \'b | c\' "d | e" f\\|g', false],
    ['a # b | c', false],
  ])('knows whether %j has a pipe', (text, hasPipe) => {
    expect(readShell(text).hasPipe).toBe(hasPipe);
  });
});
