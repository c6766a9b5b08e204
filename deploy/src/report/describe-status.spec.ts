import { describe, expect, it } from '@jest/globals';
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
  },
  { unit: 'deploy', deployedAt: '2026-01-01T01:59:00Z', status: ready, objects: [] },
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

  it('says when nothing was deployed yet', () => {
    expect(describeStatus({ environment: 'local', namespace: 'todo', units: [] }, context)).toBe(
      'local in namespace todo: nothing was deployed yet\n',
    );
  });
});
