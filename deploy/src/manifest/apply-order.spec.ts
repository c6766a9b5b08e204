import { describe, expect, it } from '@jest/globals';
import type { Unit } from '../unit.ts';
import { orderUnits, prerequisites, stageIndex } from './apply-order.ts';

const image = { repository: 'r', dockerfile: 'd', inputHash: 'h' };
const unit = (name: string, after: readonly string[] = []): Unit => ({ name, root: name, after, image });
const shared: Unit = { name: 'deploy', root: 'deploy', after: [] };

describe('stageIndex', () => {
  it('applies what others need before them', () => {
    const kinds = [
      'Namespace',
      'CustomResourceDefinition',
      'ServiceAccount',
      'Secret',
      'Service',
      'Widget',
      'Deployment',
      'Job',
      'Ingress',
    ];
    expect(kinds.toSorted((a, b) => stageIndex(a) - stageIndex(b))).toEqual(kinds);
    expect(new Set(kinds.map(stageIndex)).size).toBe(kinds.length);
  });
});

describe('orderUnits', () => {
  it('puts the shared unit first and each unit after those it waits for', () => {
    const ordered = orderUnits([unit('web', ['api']), unit('api'), shared]);
    expect(ordered.map(({ name }) => name)).toEqual(['deploy', 'api', 'web']);
  });

  it('does not wait for units that are not part of the environment', () => {
    expect(orderUnits([unit('web', ['elsewhere'])])).toHaveLength(1);
  });

  it('refuses units that wait for each other, by name', () => {
    const units = [unit('a', ['b']), unit('b', ['a']), unit('c')];
    expect(() => orderUnits(units)).toThrow('Units a, b: each is to be applied after another of them');
  });
});

describe('prerequisites', () => {
  it('are the shared unit and those named, never the unit itself', () => {
    expect(prerequisites(unit('web', ['api', 'web']), [unit('api'), unit('web'), shared])).toEqual([
      'deploy',
      'api',
    ]);
    expect(prerequisites(shared, [shared, unit('api')])).toEqual([]);
  });
});
