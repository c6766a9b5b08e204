import { describe, expect, it } from '@jest/globals';
import { sectionMarkdown } from '../report/section-markdown.ts';
import { answersSection, type Reply } from './answers-section.ts';

const server = { version: 'v1', toolCount: 3, definitionBytes: 1_500 };
const context = { ours: server, theirs: server, missing: [] };

function reply(question: string, [ours, theirs]: readonly [number, number], isAnswered = true): Reply {
  return {
    question,
    fact: 'a fact',
    ours: { calls: ['status'], bytes: ours, isAnswered },
    theirs: { calls: ['get', 'get', 'top'], bytes: theirs, isAnswered: true },
  };
}

describe('answersSection', () => {
  it('holds the sum of the bytes against a quarter of those of the other', () => {
    const { bars } = answersSection([reply('A?', [100, 300]), reply('B?', [100, 700])], context);
    expect(bars.map(({ measured, isMet }) => [measured, isMet])).toEqual([
      ['2 of 2', true],
      ['0.20 of it', true],
      ['0.33 of it', true],
    ]);
  });

  it('sums up without the question that does most for the sum, and the one that does least', () => {
    const text = sectionMarkdown(answersSection([reply('A?', [100, 300]), reply('B?', [100, 700])], context));
    expect(text).toMatch(/\| all 2 that both answered +\| 2 +\| 200 B +\| 6 +\| 1\.0 kB +\| × 5\.0 /);
    expect(text).toMatch(/\| without “B\?” +\| 1 +\| 100 B +\| 3 +\| 300 B +\| × 3\.0 /);
    expect(text).toMatch(/\| without “A\?” +\| 1 +\| 100 B +\| 3 +\| 700 B +\| × 7\.0 /);
  });

  it('does not let an answer without the fact count', () => {
    const section = answersSection([reply('A?', [1, 300], false), reply('B?', [100, 700])], context);
    expect(section.bars[0]).toMatchObject({ measured: '1 of 2', isMet: false });
    expect(section.bars[1]).toMatchObject({ measured: '0.14 of it' });
    expect(sectionMarkdown(section)).toContain('1 B, **not answered**');
  });

  it('names each tool once, with how often it was called', () => {
    expect(sectionMarkdown(answersSection([reply('A?', [1, 2])], context))).toContain('| `get` × 2, `top` ');
  });

  it('shows no other server where there is none', () => {
    const alone = { ...reply('A?', [1, 2]), theirs: undefined };
    const section = answersSection([alone], { ours: server, theirs: undefined, missing: ['it: none here'] });
    expect(section.bars).toHaveLength(1);
    expect(sectionMarkdown(section)).toContain('- Not measured: it: none here');
  });
});
