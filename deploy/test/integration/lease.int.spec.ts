import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readLeaseState } from '../../src/lease/journal.ts';
import { takeLease, leaseRef, type LeaseRequest } from '../../src/lease/lease.ts';
import { createHolder } from '../../src/lease/holder.ts';
import type { DeployEvent } from '../../src/report/events.ts';
import { TestRelease } from './cluster.ts';

const signal = new AbortController().signal;

describe('the lease of an environment', () => {
  let release: TestRelease;

  beforeEach(async () => {
    release = await TestRelease.open();
    release.values = { app: { replicas: 0 }, web: { replicas: 0 }, migration: { enabled: false } };
    await release.deploy();
  });

  afterEach(() => release.close());

  const ref = () => leaseRef({ namespace: release.namespace, release: 'fixture' });

  async function state() {
    const lease = await release.cluster.get(ref(), { signal });
    if (!lease) throw new Error('there is no lease');
    return readLeaseState(lease);
  }

  function request(changes: Partial<LeaseRequest> = {}): LeaseRequest {
    const journal = {
      holder: createHolder('other@example.com'),
      by: 'other@example.com',
      commit: 'a'.repeat(40),
      startedAt: new Date().toISOString(),
      units: ['app', 'web'],
      done: ['app'],
    };
    const report = (event: DeployEvent) => void release.events.push(event);
    return { ref: ref(), knownNumber: 1, journal, noWait: false, report, signal, ...changes };
  }

  it('is given back with what the deploy was about', async () => {
    expect(await state()).toMatchObject({ holder: '', number: 1, journal: { outcome: 'finished' } });
  });

  it('is not taken where there is nothing to do', async () => {
    await release.deploy();
    expect((await state()).number).toBe(1);
  });

  it('makes another deploy wait, and is told to it with holder and units', async () => {
    const held = await takeLease(release.cluster, request());
    release.values = { ...release.values, config: { greeting: 'waited' } };
    const deploying = release.deploy();
    await release.event('lease-awaited');
    expect(await release.get('ConfigMap', 'settings')).toMatchObject({ data: { greeting: 'hello' } });
    await held.release('finished');
    expect((await deploying).outcome).toBe('deployed');
    expect(release.events).toContainEqual(
      expect.objectContaining({
        type: 'lease-awaited',
        holder: expect.stringMatching(/^other@example\.com@.+\/\d+\/[0-9a-f]{8}$/) as unknown,
        doing: 'app, web at aaaaaaaa (app done)',
      }),
    );
    expect(await release.get('ConfigMap', 'settings')).toMatchObject({ data: { greeting: 'waited' } });
  });

  it('ends a deploy that does not want to wait, before it writes', async () => {
    const held = await takeLease(release.cluster, request());
    release.values = { ...release.values, config: { greeting: 'unwritten' } };
    const error = await release.failing({ noWait: true });
    expect(error).toMatchObject({ code: 'LEASE_HELD', exitCode: 36 });
    expect(error.message).toContain('other@example.com');
    expect(await release.get('ConfigMap', 'settings')).toMatchObject({ data: { greeting: 'hello' } });
    await held.release('failed');
  });

  it('is taken over at once from a process of this machine that was killed', async () => {
    const child = spawn('sleep', ['600']);
    const holder = createHolder('other@example.com', child.pid);
    await takeLease(release.cluster, request({ journal: { ...request().journal, holder } }));
    release.values = { ...release.values, config: { greeting: 'taken over' } };
    expect(await release.failing({ noWait: true })).toMatchObject({ code: 'LEASE_HELD' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await release.deploy({ noWait: true });
    expect(release.events).toContainEqual(
      expect.objectContaining({ type: 'lease-taken-over', holder: holder.identity }),
    );
    expect(await state()).toMatchObject({ holder: '', number: 3 });
  });

  it('is taken over from a holder elsewhere that did not renew it for as long as it lasts', async () => {
    const { journal } = request();
    const holder = { ...journal.holder, machine: 'another' };
    await takeLease(release.cluster, request({ journal: { ...journal, holder } }));
    await release.patchAs('clock', ref(), { spec: { leaseDurationSeconds: 1 } });
    const next = await takeLease(release.cluster, request());
    expect(next).toMatchObject({ number: 3, isStale: true });
    expect(release.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['lease-awaited', 'lease-taken-over']),
    );
    await next.release('finished');
  });

  it('keeps a deploy from writing that lost it while it was paused', async () => {
    const { journal } = request();
    const holder = { ...journal.holder, machine: 'another' };
    const held = await takeLease(
      release.cluster,
      request({ journal: { ...journal, holder }, durationMs: 0 }),
    );
    await held.fence();
    const spec = { holderIdentity: 'somebody', leaseTransitions: 9 };
    await release.patchAs('somebody', ref(), { spec });
    await expect(held.fence()).rejects.toMatchObject({ code: 'LEASE_LOST', exitCode: 37 });
    await held.release('failed');
    expect(await state()).toMatchObject({ holder: 'somebody', number: 9 });
  });

  it('plans again when somebody deployed since the ledger was read', async () => {
    release.values = { ...release.values, config: { greeting: 'second' } };
    const { images } = release.request();
    let isTaken = false;
    // Asked for once the ledger is being read, and before the lease is taken.
    const imagesAfterOther: typeof images = async (...asked) => {
      if (!isTaken) await (await takeLease(release.cluster, request())).release('finished');
      isTaken = true;
      return images(...asked);
    };
    await release.deploy({ images: imagesAfterOther });
    const plans = release.events.filter((event) => event.type === 'phase-started' && event.phase === 'plan');
    expect(plans).toHaveLength(2);
    expect((await release.deploy()).outcome).toBe('nothing-to-do');
  });
});
