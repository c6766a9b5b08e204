import { describe, expect, it } from '@jest/globals';
import { refusals } from './refusals.ts';

const open = { cleanTree: false, confirm: false, branches: [], users: [] };
const git = { changedFiles: [], branches: ['main'] };
const user = { name: 'ann@example.com', groups: ['deployers', 'system:authenticated'] };
const reasonsOf = (...parameters: Parameters<typeof refusals>) =>
  refusals(...parameters).map(({ reason }) => reason);

describe('refusals', () => {
  it('finds nothing where nothing is demanded', () => {
    expect(refusals(open, { git: undefined, user: undefined })).toEqual([]);
  });

  it('finds nothing where everything holds', () => {
    const protection = {
      cleanTree: true,
      confirm: true,
      branches: ['release', 'main'],
      users: ['deployers'],
    };
    expect(refusals(protection, { git, user })).toEqual([]);
    expect(refusals({ ...protection, users: ['ann@example.com'] }, { git, user })).toEqual([]);
  });

  it('names the first files that are not committed', () => {
    const changedFiles = ['a.ts', 'b.ts', 'c.ts', 'd.ts', 'e.ts'];
    const facts = { git: { ...git, changedFiles }, user: undefined };
    expect(reasonsOf({ ...open, cleanTree: true }, facts)).toEqual([
      'takes only what is committed, and a.ts, b.ts, c.ts and 2 more are not',
    ]);
  });

  it('names the branches that the commit should be on, and is on', () => {
    const facts = { git: { ...git, branches: ['try', 'other'] }, user: undefined };
    expect(reasonsOf({ ...open, branches: ['main'] }, facts)).toEqual([
      'takes only commits of main, and this one is on try, other',
    ]);
  });

  it('names whom the cluster knows', () => {
    expect(reasonsOf({ ...open, users: ['bob'] }, { git, user })).toEqual([
      'lets bob write, and the cluster knows you as ann@example.com (deployers, system:authenticated)',
    ]);
  });

  it.each([{ cleanTree: true }, { branches: ['main'] }])('needs git for %j', (demand) => {
    expect(reasonsOf({ ...open, ...demand }, { git: undefined, user: undefined })).toEqual([
      'the workspace is no git repository with a commit',
    ]);
  });
});
