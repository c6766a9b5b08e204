import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { reviewDockerfile } from './review-dockerfile.ts';
import { hadolintRules } from './rules.ts';

const fixtures = join(import.meta.dirname, '../../test/fixtures/hadolint');
const read = (name: string) => readFileSync(join(fixtures, name), 'utf8');
/** What hadolint itself says of each of these Dockerfiles: `LINE RULE`. */
const { hadolint, reports } = JSON.parse(read('reports.json')) as {
  hadolint: string;
  reports: Readonly<Record<string, readonly string[]>>;
};
const known = new Set(hadolintRules.map(({ name }) => name));

describe(`the rules named as hadolint's say what hadolint ${hadolint} says`, () => {
  it.each(Object.entries(reports))('of %s', async (name, report) => {
    const { findings } = await reviewDockerfile(
      { file: name, text: read(`${name}.txt`) },
      { hadolint: false },
    );
    const own = findings.map(({ line, rule }) => `${line} ${rule}`).filter((each) => / DL\d/.test(each));
    const expected = report.filter((each) => known.has(each.split(' ')[1] ?? ''));
    expect(own.toSorted()).toEqual(expected.toSorted());
  });
});
