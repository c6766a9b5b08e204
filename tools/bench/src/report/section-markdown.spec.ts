import { describe, expect, it } from '@jest/globals';
import { check } from 'prettier';
import { page } from './page.ts';
import { sectionMarkdown } from './section-markdown.ts';
import { atMost, atMostPartOf, type Section } from './section.ts';

const ours = { name: 'todo-deploy deploy', samples: [300, 100, 200], facts: { 'API calls': '4' } };
const theirs = { name: 'helm upgrade --install', samples: [900, 1_000, 1_100] };
const section: Section = {
  title: 'No-op',
  method: 'Nothing has changed.',
  tables: [{ caption: 'Whole command', unit: 'ms', rows: [ours, theirs] }],
  bars: [
    ...atMost('at most 0.5 s', ours, { most: 500, unit: 'ms' }),
    ...atMostPartOf('at most 1/10 of helm', [ours, theirs], 1 / 10),
  ],
  missing: ['`skaffold run`: there is none'],
};

describe('sectionMarkdown', () => {
  it('shows minimum, median and maximum, and how much longer than the first the others took', () => {
    const lines = sectionMarkdown(section).split('\n');
    expect(lines.find((line) => line.startsWith('| todo-deploy'))).toMatch(
      /^\| todo-deploy deploy +\| 0\.100 s +\| 0\.200 s +\| 0\.300 s +\| +\| 3 +\| 4 +\|$/,
    );
    expect(lines.find((line) => line.startsWith('| helm'))).toMatch(
      /^\| helm upgrade --install +\| 0\.900 s +\| 1\.00 s +\| 1\.10 s +\| × 5\.00 +\| 3 +\| +\|$/,
    );
  });

  it('tells which bars are met and which are missed', () => {
    const text = sectionMarkdown(section);
    expect(text).toMatch(/\| at most 0\.5 s +\| 0\.200 s +\| met +\|/);
    expect(text).toMatch(/\| at most 1\/10 of helm +\| 0\.20 of it +\| \*\*missed\*\* +\|/);
  });

  it('shows what was counted as it is', () => {
    const counted = {
      ...section,
      tables: [
        {
          caption: 'Calls',
          cells: [
            ['', 'calls'],
            ['status', '1'],
          ],
        },
      ],
    };
    expect(sectionMarkdown(counted)).toContain(
      'Calls:\n\n|        | calls |\n| ------ | ----- |\n| status | 1     |',
    );
  });

  it('names what was not measured', () => {
    expect(sectionMarkdown(section)).toContain('- Not measured: `skaffold run`: there is none');
  });

  it('has no bar for a rival that was not measured', () => {
    expect(atMostPartOf('at most 1/3 of docker', [ours, undefined], 1 / 3)).toEqual([]);
  });
});

describe('page', () => {
  const text = page([section], {
    title: 'How fast a deploy is',
    note: ', both sides in one run.',
    date: new Date('2026-01-02T03:04:05Z'),
    command: 'npx nx run bench:deploy-engine',
    machine: [['processor', 'A | B, 2 cores']],
  });

  it('says what it is about and how it came to be', () => {
    expect(text).toContain(
      '# How fast a deploy is\n\nMeasured on 2026-01-02 by `npx nx run bench:deploy-engine`, both sides in one run.\n',
    );
  });

  it('begins with how many bars are met, and which are not', () => {
    expect(text).toContain('1 of 2 bars are met.\n\n- Missed: No-op: at most 1/10 of helm (0.20 of it)');
  });

  it('keeps text with a bar in one cell', () => {
    expect(text).toContain('| processor | A \\| B, 2 cores |');
  });

  it('is laid out as the formatter wants it', async () => {
    expect(await check(text, { parser: 'markdown', printWidth: 110 })).toBe(true);
  });
});
