import { describe, expect, it } from '@jest/globals';
import type { DeployRequest } from '../deploy-request.ts';
import type { Ledger, UnitRecord } from '../ledger/ledger.ts';
import type { Unit } from '../unit.ts';
import { otherUnits, type OtherUnitsFacts } from './other-units.ts';
import type { ObjectChange } from './plan.ts';

const unit = (name: string, inputHash: string): Unit => ({
  ...{ name, root: `apps/${name}`, after: [] },
  image: { repository: name, dockerfile: 'Dockerfile', inputHash },
});
const units = [{ name: 'deploy', root: 'deploy', after: [] }, unit('api', '2'), unit('web', '1')];
const update: ObjectChange = {
  object: 'Deployment/x',
  action: 'update',
  why: '',
  fields: [],
  restartsPods: true,
};
const record = { inputHash: '1', revision: 1, deployedAt: '', objects: [], history: [] } as UnitRecord;

function facts(request: Partial<DeployRequest>, only: readonly string[]): OtherUnitsFacts {
  const ledger = {
    units: new Map([
      ['deploy', record],
      ['api', record],
      ['web', record],
    ]),
  } as Partial<Ledger>;
  const plan = only.map((name) => ({ unit: name, changes: name === 'web' ? [] : [update] }));
  return {
    run: { request: request as DeployRequest, units, only: new Set(only) },
    ledger: ledger as Ledger,
    plan: { environment: 'local', namespace: 'todo', hash: '0123456789abcdef', units: plan },
  };
}

describe('otherUnits', () => {
  it('names the units with changes that the command did not', () => {
    expect(otherUnits(facts({ named: ['web'] }, ['deploy', 'api', 'web']))).toEqual([
      { unit: 'deploy', isDeployed: true, why: '1 object of it to change' },
      { unit: 'api', isDeployed: true, why: '1 object of it to change' },
    ]);
  });

  it('names those that are left although they differ from what runs', () => {
    expect(otherUnits(facts({ named: ['web'] }, ['web']))).toEqual([
      { unit: 'api', isDeployed: false, why: 'it was made from other inputs' },
    ]);
  });

  it.each<[string, Partial<DeployRequest>, readonly string[]]>([
    ['where all were meant', {}, ['deploy', 'api', 'web']],
    ['where images come from elsewhere', { areImagesFromElsewhere: true }, ['web']],
  ])('names none %s', (_, request, only) => {
    expect(otherUnits(facts(request, only))).toEqual([]);
  });
});
