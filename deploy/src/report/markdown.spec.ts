import { describe, expect, it } from '@jest/globals';
import { code, preLine, row, words } from './markdown.ts';

const hostile = [
  'a | b',
  'a \\| b',
  '</code></pre></details><img src=x>',
  '`` ` ``',
  '**bold** _em_ ~~gone~~ $x$',
  '![picture](http://host/x.png) [link](http://host)',
  '&lt;b&gt;',
  'two\r\nlines\n| of | cells |',
  '\x1b[31mred\x1b[0m\x07 \u202egnirts',
];

describe('a value in Markdown', () => {
  it.each(hostile)('stays one cell of a table, as text: %j', (value) => {
    for (const cell of [code(value), words(value)]) {
      const inner = cell.replace(/^<code>|<\/code>$/g, '');
      expect(inner).not.toMatch(/[\n\r|<>`*~\\[\x1b\u202e]/);
      expect(row([cell]).match(/\|/g)).toHaveLength(2);
    }
  });

  it.each(hostile)('does not end a block: %j', (value) => {
    expect(preLine(value)).not.toMatch(/[\n\r<>\x1b\u202e]/);
  });

  it('mentions nobody, and is no number of an issue, no address and no emoji', () => {
    const text = words('ask @team about #12 at https://host :tada:, then: go');
    expect(text).toBe('ask @\u200bteam about #\u200b12 at https:\u200b//host :\u200btada:\u200b, then: go');
  });

  it('can be read where it says nothing to Markdown', () => {
    expect(code('spec.image_name: localhost:5001/a@sha256:0')).toBe(
      '<code>spec.image_name: localhost:5001/a@sha256:0</code>',
    );
    expect(code('')).toBe('');
  });

  it('is cut where it is long', () => {
    expect(code('x'.repeat(10_000)).length).toBeLessThan(300);
  });
});
