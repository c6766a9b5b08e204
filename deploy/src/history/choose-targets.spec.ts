import { describe, expect, it } from '@jest/globals';
import type { RevisionRecord, UnitRecord } from '../ledger/ledger.ts';
import { chooseTargets } from './choose-targets.ts';

const revision = (number: number, deploy: number): RevisionRecord => ({
  revision: number,
  deploy,
  deployedAt: '2026-01-01T00:00:00Z',
});
const record = (...deploys: readonly number[]): UnitRecord => {
  const revisions = deploys.map((deploy, index) => revision(index + 1, deploy));
  return { ...revision(deploys.length, deploys.at(-1) ?? 0), objects: [], history: revisions.slice(0, -1) };
};

/** Units by the numbers of the deploys that made their revisions. */
function choose(units: Record<string, readonly number[]>, wish: { unit?: string; to?: number } = {}) {
  const ledger = {
    parent: { apiVersion: 'v1', kind: 'Secret', name: 'x' },
    applySetId: '',
    exists: true,
    units: new Map(Object.entries(units).map(([unit, deploys]) => [unit, record(...deploys)])),
    pending: [],
    groupKinds: [],
    leaseNumber: 9,
    hasOtherSecrets: false,
  };
  const targets = chooseTargets(ledger, { ...wish, environment: 'local' });
  return Object.fromEntries([...targets].map(([unit, target]) => [unit, target.revision]));
}

describe('chooseTargets', () => {
  it('takes a unit to the revision before, or to the one that is named', () => {
    expect(choose({ api: [1, 2, 3], web: [1] }, { unit: 'api' })).toEqual({ api: 2 });
    expect(choose({ api: [1, 2, 3], web: [1] }, { unit: 'api', to: 1 })).toEqual({ api: 1 });
    expect(choose({ api: [1, 2, 3] }, { unit: 'api', to: 3 })).toEqual({ api: 3 });
  });

  it('takes all that the last deploy changed to what was before it, and nothing else', () => {
    expect(choose({ api: [1, 2, 4], web: [1, 3], deploy: [1, 4] })).toEqual({ api: 2, deploy: 1 });
  });

  it('leaves what the last deploy made for the first time', () => {
    expect(choose({ api: [1, 2], fresh: [2] })).toEqual({ api: 1 });
  });

  it.each([
    ['nothing was deployed', { units: {}, wish: {}, code: 'NOTHING_DEPLOYED' }],
    ['there is no such unit', { units: { api: [1, 2] }, wish: { unit: 'web' }, code: 'UNIT_UNKNOWN' }],
    [
      'the revision is not kept',
      { units: { api: [1] }, wish: { unit: 'api', to: 5 }, code: 'REVISION_UNKNOWN' },
    ],
    ['there was nothing before', { units: { api: [1] }, wish: { unit: 'api' }, code: 'REVISION_UNKNOWN' }],
    ['the last deploy was the first', { units: { api: [1], web: [1] }, wish: {}, code: 'REVISION_UNKNOWN' }],
  ])('refuses when %s', (_name, { units, wish, code }) => {
    let refused: unknown;
    try {
      choose(units, wish);
    } catch (error) {
      refused = error;
    }
    expect(refused).toMatchObject({ code });
  });
});
