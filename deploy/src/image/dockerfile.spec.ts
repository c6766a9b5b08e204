import { describe, expect, it } from '@jest/globals';
import { parseDockerfile } from './dockerfile.ts';

const parse = (text: string) => parseDockerfile(text, 'app/Dockerfile').instructions;

describe('parseDockerfile', () => {
  it('gives keyword, line, flags and text of every instruction', () => {
    const text = `# syntax=docker/dockerfile:1

ARG A=1
from scratch AS one
COPY --chown=1:2 --link dist/ ./
  CMD ["main.js", "--flag"]
`;
    expect(parse(text)).toEqual([
      { keyword: 'ARG', line: 3, flags: new Map(), text: 'A=1' },
      { keyword: 'FROM', line: 4, flags: new Map(), text: 'scratch AS one' },
      {
        keyword: 'COPY',
        line: 5,
        flags: new Map([
          ['chown', '1:2'],
          ['link', undefined],
        ]),
        text: 'dist/ ./',
      },
      { keyword: 'CMD', line: 6, flags: new Map(), text: '["main.js", "--flag"]' },
    ]);
  });

  it('joins continued lines and leaves out comments and empty lines between them', () => {
    const text = 'FROM scratch\nENV A=1 \\\n  # not a value\n\n  B=2 \\  \n  C=#3\nUSER 1\n';
    expect(parse(text).map(({ line, text }) => [line, text])).toEqual([
      [1, 'scratch'],
      [2, 'A=1   B=2   C=#3'],
      [7, '1'],
    ]);
  });

  it('knows the escape directive', () => {
    const dockerfile = parseDockerfile('# escape=`\nFROM scratch\nENV A=1 `\n B=c:\\dir\n', 'Dockerfile');
    expect(dockerfile.escape).toBe('`');
    expect(dockerfile.instructions[1]?.text).toBe('A=1  B=c:\\dir');
  });

  it('reads Windows line ends', () => {
    expect(parse('FROM scratch\r\nENV A=1 \\\r\n B=2\r\n').map(({ text }) => text)).toEqual([
      'scratch',
      'A=1  B=2',
    ]);
  });

  it('keeps a here-document with its instruction', () => {
    const instructions = parse('FROM scratch\nCOPY <<EOF /file\nUSER 1\nEOF\nUSER 2\n');
    expect(instructions.map(({ keyword, line }) => [keyword, line])).toEqual([
      ['FROM', 1],
      ['COPY', 2],
      ['USER', 5],
    ]);
  });

  it.each([
    ['', 'app/Dockerfile:1: no FROM instruction'],
    ['# only a comment\n', 'app/Dockerfile:1: no FROM instruction'],
    ['ARG A\nCOPY a b\nFROM scratch\n', 'app/Dockerfile:2: COPY stands before FROM'],
    ['FROM scratch\nCOPPY a b\n', 'app/Dockerfile:2: unknown instruction COPPY'],
    ['FROM scratch\nUSER\n', 'app/Dockerfile:2: USER has no arguments'],
  ])('refuses %j', (text, message) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'DOCKERFILE_INVALID', message }));
  });
});
