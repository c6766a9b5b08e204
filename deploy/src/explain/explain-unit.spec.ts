import { describe, expect, it } from '@jest/globals';
import type { ObjectChange, UnitPlan } from '../plan/plan.ts';
import type { Digest } from '../unit.ts';
import { explainUnit } from './explain-unit.ts';

const before = `sha256:${'aa'.repeat(32)}` as const;
const after = `sha256:${'bb'.repeat(32)}` as const;
const image = { repository: 'r', dockerfile: 'apps/api/Dockerfile', inputHash: '2' };
const api = { name: 'api', root: 'apps/api', after: [], image };
const shared = { name: 'deploy', root: 'deploy', after: [] };
const record = { inputHash: '2', digest: before, deployedAt: '', revision: 3, objects: [], history: [] };

function change(object: string, action: ObjectChange['action'], restartsPods = false): ObjectChange {
  return { object, action, why: '', fields: [], restartsPods };
}
const asItIs = [change('Service/todo/api', 'unchanged'), change('Deployment/todo/api', 'unchanged')];

describe('explainUnit', () => {
  it.each<[string, Parameters<typeof explainUnit>[0], string]>([
    [
      'a unit that runs as it is',
      { unit: api, plan: plan(asItIs, before), record },
      'nothing would happen: input hash 2 is what runs, its image sha256:aaaaaaaaaaaa is in the registry, its 2 objects are as they should be',
    ],
    [
      'other inputs that make the same image',
      { unit: api, plan: plan(asItIs, before), record: { ...record, inputHash: '1' } },
      'nothing would happen: input hash 2 is not what runs, but its image sha256:aaaaaaaaaaaa is, its 2 objects are as they should be',
    ],
    [
      'a unit without an image',
      { unit: shared, plan: { unit: 'deploy', changes: [change('ConfigMap/todo/x', 'unchanged')] }, record },
      'nothing would happen: its object is as it should be',
    ],
    [
      'an image that nobody made yet',
      { unit: api, plan: plan([change('Deployment/todo/api', 'update', true)]), record },
      'its image would be built, 1 object would be applied, its pods would be replaced',
    ],
    [
      'an image that was made elsewhere',
      { unit: api, plan: plan([change('Deployment/todo/api', 'update', true)], after), record },
      '1 object would be applied, its pods would be replaced',
    ],
    [
      'a first deploy',
      { unit: api, plan: plan([change('Deployment/todo/api', 'create')]) },
      'it was never deployed: its image would be built, 1 object would be applied, no pod would be replaced',
    ],
  ])('concludes for %s', (_, facts, conclusion) => {
    expect(explainUnit(facts).conclusion).toBe(conclusion);
  });

  it('names the workloads whose pods are replaced', () => {
    const changes = [change('Deployment/todo/api', 'update', true), change('Service/todo/api', 'update')];
    expect(explainUnit({ unit: api, plan: plan(changes, after), record })).toMatchObject({
      restarts: ['Deployment/todo/api'],
      changes,
      unchanged: 0,
    });
  });
});

function plan(changes: readonly ObjectChange[], to?: Digest): UnitPlan {
  return { unit: 'api', image: { from: before, ...(to && { to }) }, changes };
}
