import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { mergeEvents } from './merge-events.ts';

const backOff = {
  type: 'Warning',
  reason: 'BackOff',
  count: 4,
  firstTimestamp: '2026-01-31T12:00:00Z',
  lastTimestamp: '2026-01-31T12:04:00Z',
};

function event(name: string, fields: object, kind = 'Pod'): KubernetesObject {
  const metadata = { name: `${name}.1`, creationTimestamp: '2026-01-31T11:00:00Z' };
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata,
    involvedObject: { kind, name, namespace: 'todo' },
    ...fields,
  };
}

const unitOf = ({ name }: { readonly name: string }) => /^(app|web)/.exec(name)?.[1];

describe('mergeEvents', () => {
  it('takes what is said of several pods as one thing, and counts it', () => {
    const said = (name: string, uid: string) =>
      `Back-off restarting failed container app in pod ${name}_todo(${uid})`;
    const events = [
      event('app-1-x', { ...backOff, message: said('app-1-x', '4bc56c95-169f-4961-9891-21bff0de8006') }),
      event('app-1-y', {
        ...backOff,
        message: said('app-1-y', 'a1b2c3d4-169f-4961-9891-21bff0de8006'),
        firstTimestamp: '2026-01-31T12:01:00Z',
        lastTimestamp: '2026-01-31T12:05:00Z',
      }),
    ];
    expect(mergeEvents(events, unitOf)).toEqual([
      {
        unit: 'app',
        object: 'Pod/todo/app-1-y',
        type: 'Warning',
        reason: 'BackOff',
        message: said('app-1-y', 'a1b2c3d4-169f-4961-9891-21bff0de8006'),
        count: 8,
        objects: 2,
        firstAt: '2026-01-31T12:00:00Z',
        lastAt: '2026-01-31T12:05:00Z',
      },
    ]);
  });

  it.each([
    [
      'addresses',
      'dial tcp 10.0.0.7:80: connect: connection refused',
      'dial tcp 10.0.0.8:81: connect: connection refused',
    ],
    ['durations', 'Successfully pulled image in 1.2s (310ms)', 'Successfully pulled image in 93ms (93ms)'],
    ['names of pods', 'Created pod: app-1-x', 'Created pod: app-1-y'],
  ])('does not tell messages apart by their %s', (_what, one, other) => {
    const events = [one, other].map((message) => event('app-1', { ...backOff, message }, 'ReplicaSet'));
    expect(mergeEvents(events, unitOf)).toHaveLength(1);
  });

  it('keeps apart what is of another unit, reason or message', () => {
    const events = [
      event('app-1-x', { ...backOff, message: 'one' }),
      event('app-1-x', { ...backOff, message: 'two' }),
      event('app-1-x', { ...backOff, message: 'one', reason: 'Unhealthy' }),
      event('web-1-x', { ...backOff, message: 'one' }),
    ];
    expect(mergeEvents(events, unitOf)).toHaveLength(4);
  });

  it('puts the newest first, in whichever form its time is written, and leaves out what is of no unit', () => {
    const series = { count: 3, lastObservedTime: '2026-01-31T12:04:00.100000Z' };
    const events = [
      event('app-1-x', { ...backOff, message: 'counted' }),
      event('app-1-x', { reason: 'Made', message: 'without a time' }),
      event('app-1-x', {
        reason: 'Seen',
        message: 'in a series',
        eventTime: '2026-01-31T12:00:00.0Z',
        series,
      }),
      event('other', { ...backOff, message: 'of somebody else' }),
    ];
    const merged = mergeEvents(events, unitOf);
    expect(merged.map(({ message, count }) => [message, count])).toEqual([
      ['in a series', 3],
      ['counted', 4],
      ['without a time', 1],
    ]);
    expect(merged[2]).toMatchObject({ type: 'Normal', lastAt: '2026-01-31T11:00:00Z' });
  });
});
