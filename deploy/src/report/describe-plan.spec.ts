import { describe, expect, it } from '@jest/globals';
import type { InputChange } from '../inputs/diff-inputs.ts';
import type { ObjectChange } from '../plan/plan.ts';
import { describePlan } from './describe-plan.ts';
import { createStyle } from './style.ts';

const before = `sha256:${'aa'.repeat(32)}` as const;
const after = `sha256:${'bb'.repeat(32)}` as const;
const unchanged: ObjectChange = {
  object: 'Service/todo/backend',
  action: 'unchanged',
  why: '',
  fields: [],
  restartsPods: false,
};
const update: ObjectChange = {
  object: 'Deployment/todo/backend',
  action: 'update',
  why: 'its image changed',
  fields: [
    { path: 'spec.image', from: 'old', to: 'new' },
    { path: 'spec.added', to: '1' },
    { path: 'spec.gone', from: '2' },
  ],
  restartsPods: true,
};

const inputs: readonly InputChange[] = [
  ...[1, 2, 3, 4, 5, 6, 7].map((n) => ({ kind: 'file', name: `src/${n}.ts`, change: 'changed' }) as const),
  { kind: 'dependency', name: 'zod', change: 'changed', from: '4.6.6', to: '4.6.7' },
  { kind: 'dependency', name: 'left', change: 'added', to: '1.0.0' },
  { kind: 'base image', name: 'node:24', change: 'removed' },
];

describe('describePlan', () => {
  it('tells image, objects, fields and restarts of each unit', () => {
    const plan = {
      environment: 'local',
      namespace: 'todo',
      hash: '0123456789abcdef',
      units: [
        { unit: 'backend', inputs, image: { from: before, to: after }, changes: [update, unchanged] },
        { unit: 'frontend', image: { from: before, to: before }, changes: [unchanged] },
        { unit: 'worker', image: {}, changes: [] },
      ],
    };
    expect(describePlan(plan, createStyle(false)))
      .toBe(`Plan of local (namespace todo): 1 object to change, 1 workload to restart
backend (1 object unchanged)
  file    src/1.ts
  file    src/2.ts
  file    src/3.ts
  file    src/4.ts
  file    src/5.ts
  file    and 2 more
  package zod 4.6.6 → 4.6.7
  package left 1.0.0 (new)
  base    node:24 (gone)
  image   sha256:aaaaaaaaaaaa → sha256:bbbbbbbbbbbb
  update  Deployment/todo/backend: its image changed; its pods restart
    spec.image: old → new
    spec.added: 1 (new)
    spec.gone: was 2, goes away
frontend (1 object unchanged)
worker
  image   none → to be built
plan hash 0123456789abcdef
`);
  });

  it('says when nothing would change', () => {
    const units = [{ unit: 'backend', changes: [unchanged] }];
    expect(
      describePlan(
        { environment: 'local', namespace: 'todo', hash: '0123456789abcdef', units },
        createStyle(false),
      ),
    ).toBe('Plan of local (namespace todo): nothing to change\nbackend (1 object unchanged)\n');
  });
});
