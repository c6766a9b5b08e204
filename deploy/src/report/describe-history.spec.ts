import { describe, expect, it } from '@jest/globals';
import { describeHistory } from './describe-history.ts';
import { createStyle } from './style.ts';

const context = { style: createStyle(false), now: Date.parse('2026-01-01T02:00:00Z') };
const commit = '0123456789'.repeat(4);

describe('describeHistory', () => {
  it('gives a row to each revision, newest first, and says how the last deploy ended', () => {
    const one = { revision: 1, deployedAt: '2026-01-01T01:00:00Z', commit, by: 'ann@example.com' };
    const two = {
      revision: 2,
      deployedAt: '2026-01-01T01:58:00Z',
      digest: `sha256:${'ab'.repeat(32)}`,
    } as const;
    const text = describeHistory(
      {
        environment: 'local',
        namespace: 'todo',
        lastDeploy: {
          by: 'bob',
          commit,
          startedAt: '2026-01-01T01:59:00Z',
          units: ['api'],
          done: [],
          outcome: 'failed',
        },
        units: [
          {
            unit: 'api',
            revisions: [
              { ...two, note: 'rollback to 1', isCurrent: true },
              { ...one, isCurrent: false },
            ],
          },
        ],
      },
      context,
    );
    expect(text).toBe(`local in namespace todo
last deploy failed: api at 01234567, by bob 1 min ago

api
  REVISION  AGE    BY               COMMIT    IMAGE                NOTE
  2         2 min  -                -         sha256:abababababab  current, rollback to 1
  1         1 h    ann@example.com  01234567  -
`);
  });
});
