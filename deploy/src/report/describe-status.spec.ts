import { describe, expect, it } from '@jest/globals';
import type { Drift } from '../drift/drift.ts';
import type { UnitStatus } from '../read-status.ts';
import { describeStatus } from './describe-status.ts';
import { createStyle } from './style.ts';

const context = {
  style: createStyle(false),
  now: Date.parse('2026-01-01T02:00:00Z'),
  address: 'http://localhost',
};
const ready = { state: 'ready', reason: 'Ready', message: '1 of 1 replicas ready' } as const;
const crashing = { state: 'failed', reason: 'CrashLoopBackOff', message: 'exit code 1' } as const;

const unit = { unit: 'deploy', deployedAt: '2026-01-01T01:59:00Z', status: ready, objects: [], drift: [] };

const units: readonly UnitStatus[] = [
  {
    unit: 'backend',
    digest: `sha256:${'ab'.repeat(32)}`,
    commit: `${'0123456789'.repeat(4)}-dirty`,
    deployedAt: '2026-01-01T01:00:00Z',
    status: crashing,
    objects: [
      { object: 'Deployment/todo/backend', status: crashing },
      { object: 'Service/todo/backend', status: ready },
    ],
    drift: [],
  },
  unit,
];

describe('describeStatus', () => {
  it('gives a row to each unit, and a line to each object that is not ready', () => {
    const status = { environment: 'local', namespace: 'todo', units };
    expect(describeStatus(status, context)).toBe(`local in namespace todo, http://localhost
UNIT     COMMIT          AGE    IMAGE                STATE
backend  01234567-dirty  1 h    sha256:abababababab  failed: exit code 1
  Deployment/todo/backend: failed: exit code 1
deploy   -               1 min  -                    ready
`);
  });

  it('names what others changed: object, field, values, manager, when', () => {
    const object = 'Deployment/todo/deploy';
    const someone = { object, manager: 'kubectl-edit', since: '2026-01-01T01:56:00Z' };
    const drift: readonly Drift[] = [
      { ...someone, change: 'changed', field: '.spec.replicas', deployed: '2', live: '5' },
      { ...someone, change: 'removed', field: '.spec.paused', deployed: 'true' },
      { object: 'Secret/todo/keys', change: 'changed', field: '.data.key' },
      { object: 'Service/todo/deploy', change: 'deleted' },
      { object, change: 'made-anew', manager: 'kubectl' },
    ];
    const status = { environment: 'local', namespace: 'todo', units: [{ ...unit, drift }] };
    expect(describeStatus(status, context)).toContain(`
  drift Deployment/todo/deploy: .spec.replicas is 5 instead of 2 (kubectl-edit, 4 min ago)
  drift Deployment/todo/deploy: .spec.paused is gone, was true (kubectl-edit, 4 min ago)
  drift Secret/todo/keys: .data.key is another
  drift Service/todo/deploy: was deleted
  drift Deployment/todo/deploy: was deleted and made anew (kubectl)
`);
    const many = Array.from({ length: 12 }, () => drift[0] ?? someone) as readonly Drift[];
    const long = { ...status, units: [{ ...unit, drift: many }] };
    expect(describeStatus(long, context)).toContain('drift and 2 fields more (--json has all)');
  });

  it('says who deploys, and when nothing is heard of them', () => {
    const deploying = {
      holder: 'ann@laptop/7/ab',
      since: '2026-01-01T01:55:00Z',
      doing: 'backend at c0ffee00',
      renewedAt: '2026-01-01T01:59:58Z',
    };
    const status = { environment: 'local', namespace: 'todo', units, deploying };
    const line = 'deploying: backend at c0ffee00, by ann@laptop/7/ab since 5 min';
    expect(describeStatus(status, context)).toContain(`${line}\n`);
    const dead = { ...status, deploying: { ...deploying, renewedAt: '2026-01-01T01:58:00Z' } };
    expect(describeStatus(dead, context)).toContain(`${line}; no sign of it for 2 min\n`);
    expect(describeStatus({ ...status, units: [] }, context)).toContain(`nothing was deployed yet\n${line}`);
  });

  it('says when nothing was deployed yet', () => {
    expect(describeStatus({ environment: 'local', namespace: 'todo', units: [] }, context)).toBe(
      'local in namespace todo: nothing was deployed yet\n',
    );
  });
});
