import { describe, expect, it } from '@jest/globals';
import { addEntry, setKey } from './edit-yaml.ts';

describe('addEntry', () => {
  const added = '  new:\n    port: 1\n';

  it.each([
    ['of an empty mapping', 'a: 1\nservices: {}\n', `a: 1\nservices:\n${added}`],
    ['before what follows', 'services: {}\n# end\nb: 1\n', `services:\n${added}# end\nb: 1\n`],
    [
      'after the last entry',
      'services:\n  web: { p: [1,2] } # web\n\n# b\nb: 1\n',
      `services:\n  web: { p: [1,2] } # web\n${added}\n# b\nb: 1\n`,
    ],
    [
      'after a nested entry',
      'services:\n  web:\n    p:\n      - 1\n\nb: 1\n',
      `services:\n  web:\n    p:\n      - 1\n${added}\nb: 1\n`,
    ],
    [
      'after a block of text',
      'services:\n  web: |\n    text\nb: 1\n',
      `services:\n  web: |\n    text\n${added}b: 1\n`,
    ],
    ['at an end without a new line', 'services:\n  web: 1', `services:\n  web: 1\n${added}`],
    ['in a document without the mapping', 'b: 1\n', `b: 1\nservices:\n${added}`],
    ['in a mapping on one line', 'services: { web: 1 }\n', `services:\n  web: 1\n${added}`],
  ])('adds lines %s', (_, text, expected) => {
    expect(addEntry(text, ['services', 'new'], { port: 1 })).toBe(expected);
  });

  it('indents as the mapping does', () => {
    expect(addEntry('services:\n    web: 1\n', ['services', 'new'], 2)).toBe(
      'services:\n    web: 1\n    new: 2\n',
    );
  });

  it('leaves alone what has the entry', () => {
    const text = 'services:   {   new: 2 }';
    expect(addEntry(text, ['services', 'new'], { port: 1 })).toBe(text);
  });
});

describe('setKey', () => {
  it('keeps comments', () => {
    expect(setKey('# a name\nname: old # here\n', 'name', 'new')).toBe('# a name\nname: new # here\n');
  });
});
