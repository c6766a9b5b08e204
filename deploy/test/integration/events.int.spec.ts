import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@todo/testing/until';
import {
  readEvents,
  type EnvironmentEvents,
  type EventsRequest,
} from '../../src/cluster-events/read-events.ts';
import type { ClusterEvent } from '../../src/cluster-events/merge-events.ts';
import { refOf } from '../../src/cluster/kubernetes-object.ts';
import { describeEvents } from '../../src/report/describe-events.ts';
import { createStyle } from '../../src/report/style.ts';
import { TestRelease } from './cluster.ts';

const signal = new AbortController().signal;

describe('readEvents', () => {
  let release: TestRelease;

  beforeEach(async () => {
    release = await TestRelease.open();
  });

  afterEach(() => release.close());

  function read(request: Partial<EventsRequest> = {}): Promise<EnvironmentEvents> {
    return readEvents({ ...release.request(), limit: 50, ...request }, { signal });
  }

  /** Resolves once there are such events: the cluster writes them down after the states that they tell of. */
  async function noted(...wanted: readonly Partial<ClusterEvent>[]): Promise<void> {
    await until(async () => {
      const { events } = await read();
      return wanted.every((each) => events.some((event) => isDeepStrictEqual({ ...event, ...each }, event)));
    });
  }

  /** All events and the last two of them, with nothing that was noted in between. */
  async function readBoth() {
    for (let all = await read(); ;) {
      const short = await read({ limit: 2 });
      const after = await read();
      if (JSON.stringify(after) === JSON.stringify(all)) return { all, short };
      all = after;
    }
  }

  it('tells whose each is, what is alike as one, and the newest first', async () => {
    await release.deploy();
    const ofApp = { unit: 'app', reason: 'Started', type: 'Normal', count: 2, objects: 2 } as const;
    const ofMigration = {
      unit: 'deploy',
      object: `Job/${release.namespace}/migration`,
      reason: 'SuccessfulCreate',
    };
    await noted(ofApp, { unit: 'web', reason: 'Started' }, ofMigration);
    const { all, short } = await readBoth();
    const { events, leftOut } = all;
    expect(leftOut).toBe(0);
    const times = events.map(({ lastAt }) => Date.parse(lastAt));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(new Set((await read({ only: ['web'] })).events.map(({ unit }) => unit))).toEqual(new Set(['web']));

    expect(short.events).toEqual(events.slice(0, 2));
    expect(short.leftOut).toBe(events.length - 2);
    const text = describeEvents(short, { style: createStyle(false), now: Date.now() });
    expect(text.trimEnd().split('\n')).toHaveLength(5);
  });

  it('tells of pods that are gone', async () => {
    await release.deploy();
    await noted({ unit: 'app', reason: 'Started', count: 2 });
    const { events: before } = await read({ only: ['app'] });
    for (const pod of await release.pods('app')) await release.cluster.delete(refOf(pod), { signal });
    const started = before.find(({ reason }) => reason === 'Started');
    const after = await read({ only: ['app'] });
    expect(after.events.find(({ reason }) => reason === 'Started')?.count).toBeGreaterThanOrEqual(
      started?.count ?? 1,
    );
  });

  it('tells only of warnings where that is asked for, with no value of a Secret', async () => {
    const secret = 'c4nary-of-the-mount';
    const extra = [
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'canary' }, stringData: { key: secret } },
    ];
    const volumes = [{ name: 'missing', secret: { secretName: secret } }];
    release.values = { app: { volumes, mounts: [{ name: 'missing', mountPath: '/missing' }] }, extra };
    await release.failing({ noRollback: true });
    const { events } = await read({ warningsOnly: true });
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['Warning']));
    const message = expect.stringContaining('secret "***" not found') as unknown;
    expect(events).toContainEqual(expect.objectContaining({ unit: 'app', reason: 'FailedMount', message }));
    expect(JSON.stringify(events)).not.toContain(secret);
  });
});
