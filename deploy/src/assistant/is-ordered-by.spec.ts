import { describe, expect, it } from '@jest/globals';
import type { PlanShown } from './approvals.ts';
import { isOrderedBy } from './is-ordered-by.ts';

type Planned = Pick<PlanShown, 'operation' | 'wish'>;

const scale = (replicas: number, unit = 'app'): Planned => ({ operation: 'scale', wish: { unit, replicas } });
const deploy: Planned = { operation: 'deploy', wish: {} };
const rollback: Planned = { operation: 'rollback', wish: { unit: 'app' } };

describe('isOrderedBy', () => {
  it.each<[string, Planned]>([
    ['scale the app to 2', scale(2)],
    ['scale the app to handle more load', scale(3)],
    ['deploy the app with two replicas', scale(2)],
    ['deploy everything', deploy],
    ['roll back the app', rollback],
  ])('%s covers it', (asked, plan) => {
    expect(isOrderedBy(asked, plan)).toBe(true);
  });

  it.each<[string, Planned]>([
    ['what do the logs of the app say', scale(0)],
    ['why is the app failing', rollback],
    ['do not scale the app to 2', scale(2)],
    ['scale the app to 2', scale(0)],
    ['scale the app to 2', scale(2, 'web')],
    ['scale the app to 2', rollback],
    ['scale the app to 2', deploy],
    ['analyse cluster health', deploy],
  ])('%s does not cover another plan', (asked, plan) => {
    expect(isOrderedBy(asked, plan)).toBe(false);
  });
});
