import { describe, expect, it } from '@jest/globals';
import { describeEvents } from './describe-events.ts';
import { createStyle } from './style.ts';

const style = createStyle(false);
const now = Date.parse('2026-01-31T12:10:00Z');
const place = { environment: 'local', namespace: 'todo' };

describe('describeEvents', () => {
  it('has a line for each, and says how many are left out', () => {
    const backOff = {
      ...{ unit: 'backend', object: 'Pod/todo/backend-7c9f-x', type: 'Warning' as const, reason: 'BackOff' },
      message: 'Back-off restarting\n failed container',
      ...{ count: 12, objects: 2, firstAt: '2026-01-31T12:00:00Z', lastAt: '2026-01-31T12:09:20Z' },
    };
    const scaled = {
      ...{ unit: 'web', object: 'Deployment/todo/web', type: 'Normal' as const, reason: 'ScalingReplicaSet' },
      message: 'Scaled up replica set web-1 from 0 to 1',
      ...{ count: 1, objects: 1, firstAt: '2026-01-31T12:05:00Z', lastAt: '2026-01-31T12:05:00Z' },
    };
    expect(describeEvents({ ...place, events: [backOff, scaled], leftOut: 1 }, { style, now }))
      .toBe(`local in namespace todo
AGE    UNIT     TYPE     OBJECT                         REASON             TIMES  MESSAGE
40 s   backend  Warning  Pod/backend-7c9f-x and 1 more  BackOff            12     Back-off restarting failed container
5 min  web      Normal   Deployment/web                 ScalingReplicaSet  1      Scaled up replica set web-1 from 0 to 1
and 1 older one (--limit shows more)
`);
  });

  it('says that there are none', () => {
    expect(describeEvents({ ...place, events: [], leftOut: 0 }, { style, now })).toBe(
      'local in namespace todo: no events\n',
    );
  });
});
