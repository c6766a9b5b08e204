import { beforeEach, describe, expect, it } from '@jest/globals';
import { deployment, ref } from '../../test/support/rollout-objects.ts';
import { ScriptedCluster } from '../../test/support/scripted-cluster.ts';
import type { WatchEvent } from '../cluster/watch-objects.ts';
import { watchAhead } from './watch-ahead.ts';

const { apiVersion, kind, namespace } = ref;
const selection = { apiVersion, kind, namespace, fieldSelector: 'metadata.name=app' };

describe('watchAhead', () => {
  let cluster: ScriptedCluster;
  let stop: AbortController;

  beforeEach(() => {
    cluster = new ScriptedCluster();
    stop = new AbortController();
  });

  const ahead = () => watchAhead(cluster.asCluster(), [selection], stop.signal);
  const next = async (events: AsyncGenerator<WatchEvent>) => (await events.next()).value as WatchEvent;

  it('hands the watch that is open over, with all that it has seen, to the first who wants the same', async () => {
    const { cluster: after } = await ahead();
    cluster.set(deployment(0));
    const events = after.watch(selection, stop.signal);
    expect(await next(events)).toEqual({ type: 'synced', objects: [] });
    expect(await next(events)).toEqual({ type: 'changed', object: deployment(0) });
    cluster.set(deployment(1));
    expect(await next(events)).toEqual({ type: 'changed', object: deployment(1) });
    expect(cluster.selections).toHaveLength(1);
  });

  it('opens another one for the second, and for who wants something else', async () => {
    const { cluster: after } = await ahead();
    await next(after.watch(selection, stop.signal));
    await next(after.watch(selection, stop.signal));
    await next(after.watch({ ...selection, fieldSelector: 'metadata.name=other' }, stop.signal));
    expect(cluster.selections).toHaveLength(3);
  });

  it('ends the watch with the signal of whoever has taken it over', async () => {
    const { cluster: after } = await ahead();
    const own = new AbortController();
    const events = after.watch(selection, own.signal);
    await next(events);
    own.abort();
    expect(await events.next()).toMatchObject({ done: true });
  });

  it('ends with the error of a watch that the cluster does not take', async () => {
    cluster.forbidden.add('Deployment');
    await expect(ahead()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
