import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeployError } from '../../src/errors.ts';
import { revisionsOf } from '../../src/history/history.ts';
import { ledgerParent, readLedger } from '../../src/ledger/ledger.ts';
import { rollback, type RollbackRequest } from '../../src/rollback.ts';
import type { DeployEvent } from '../../src/report/events.ts';
import { TestRelease, testImage } from './cluster.ts';

const signal = new AbortController().signal;

describe('rollback', () => {
  let release: TestRelease;
  let events: DeployEvent[];

  beforeEach(async () => {
    release = await TestRelease.open();
    release.values = { migration: { enabled: false } };
    await release.deploy({ commit: 'first', by: 'ann' });
  });

  afterEach(() => release.close());

  const goBack = async (changes: Partial<RollbackRequest>) => {
    events = [];
    const { environment, connection } = release.request();
    const report = (event: DeployEvent) => void events.push(event);
    return rollback({ environment, connection, by: 'bob', ...changes }, { report, signal });
  };
  const failing = (changes: Partial<RollbackRequest>) =>
    goBack(changes).then(
      () => undefined,
      (error: unknown) => error as DeployError,
    );
  const written = () =>
    events.flatMap((event) =>
      event.type === 'object-applied' ? [`${event.action} ${event.object.split('/').at(-1)}`] : [],
    );
  const history = async (unit: string) => {
    const ledger = await readLedger(release.cluster, ledgerParent(release.request().environment), { signal });
    const record = ledger.units.get(unit);
    return record ? revisionsOf(record) : [];
  };
  const imageOfApp = async () => JSON.stringify(await release.get('Deployment', 'app'));

  it('takes a unit to the revision before, and records that as a new one', async () => {
    const [one, two] = [release.images['app'], await testImage('app', 'two')];
    release.images['app'] = two;
    await release.deploy({ commit: 'second', by: 'ann' });
    const { outcome } = await goBack({ unit: 'app' });
    expect(outcome).toBe('deployed');
    expect(written()).toEqual(['update app']);
    expect(await imageOfApp()).toContain(one);
    expect(await history('app')).toMatchObject([
      { revision: 3, isCurrent: true, digest: one, commit: 'first', by: 'bob', note: 'rollback to 1' },
      { revision: 2, isCurrent: false, digest: two, commit: 'second', by: 'ann' },
      { revision: 1, isCurrent: false, digest: one, commit: 'first', by: 'ann' },
    ]);
    await goBack({ unit: 'app', to: 2 });
    expect(await imageOfApp()).toContain(two);
    expect((await release.deploy({ commit: 'second' })).outcome).toBe('nothing-to-do');
  });

  it('takes all units that the last deploy changed to the state before it, and no other', async () => {
    release.values = { ...release.values, web: { message: 'other' } };
    await release.deploy();
    release.values = { ...release.values, app: { message: 'new' }, config: { greeting: 'new' } };
    await release.deploy();
    await goBack({});
    expect(written().sort()).toEqual(['update app', 'update settings']);
    expect(await release.get('ConfigMap', 'settings')).toMatchObject({ data: { greeting: 'hello' } });
    expect((await history('web')).map(({ revision }) => revision)).toEqual([2, 1]);
    await goBack({});
    expect(await release.get('ConfigMap', 'settings')).toMatchObject({ data: { greeting: 'new' } });
  });

  it('removes what the revision did not have, and makes what was deleted since', async () => {
    const extra = [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'later' }, data: { a: 'b' } }];
    release.values = { ...release.values, extra };
    await release.deploy();
    await release.cluster.delete(release.ref('ConfigMap', 'settings'), { signal });
    await goBack({ unit: 'deploy' });
    expect(written()).toEqual(['create settings', 'delete later']);
  });

  it('goes back again when the revision does not become ready', async () => {
    release.values = { ...release.values, app: { message: 'new' } };
    const env = [{ name: 'KEY', valueFrom: { configMapKeyRef: { name: 'external', key: 'key' } } }];
    const external = { ...release.ref('ConfigMap', 'external') };
    const { apiVersion, kind, name, namespace = '' } = external;
    await release.cluster.apply(
      { apiVersion, kind, metadata: { name, namespace }, data: { key: 'x' } },
      { signal },
    );
    release.values = { ...release.values, app: { env } };
    await release.deploy();
    release.values = { ...release.values, app: { message: 'without it' } };
    await release.deploy();
    await release.cluster.delete(external, { signal });
    const error = await failing({ unit: 'app', to: 2 });
    expect(error).toMatchObject({ code: 'CONFIG_MISSING' });
    expect(error?.message).toContain('rolled back to revision 3');
    expect(await imageOfApp()).toContain('without it');
  });

  it('writes nothing without a yes, or where there is nothing to go back to', async () => {
    expect(await failing({ unit: 'app' })).toMatchObject({ code: 'REVISION_UNKNOWN', exitCode: 91 });
    expect(await failing({})).toMatchObject({ code: 'REVISION_UNKNOWN' });
    expect(await failing({ unit: 'app', to: 7 })).toMatchObject({ code: 'REVISION_UNKNOWN' });
    expect(await failing({ unit: 'nobody' })).toMatchObject({ code: 'UNIT_UNKNOWN' });
    release.values = { ...release.values, app: { message: 'new' } };
    await release.deploy();
    const asked: string[] = [];
    const approve: RollbackRequest['approve'] = ({ units }) => {
      asked.push(
        ...units.flatMap(({ changes }) => changes.map(({ object, action }) => `${action} ${object}`)),
      );
      return Promise.resolve(false);
    };
    expect(await failing({ unit: 'app', approve })).toMatchObject({ code: 'DEPLOY_CANCELLED' });
    expect(asked).toContain(`update Deployment/${release.namespace}/app`);
    expect(await imageOfApp()).toContain('new');
  });

  it('refuses a revision whose image is gone, before anything is written', async () => {
    const digest = await testImage('app', release.namespace);
    release.images['app'] = digest;
    await release.deploy();
    release.images['app'] = await testImage('app', 'three');
    await release.deploy();
    const manifest = `http://${release.connection.registry}/v2/todo-test/app/manifests/${digest}`;
    expect((await fetch(manifest, { method: 'DELETE' })).ok).toBe(true);
    const error = await failing({ unit: 'app' });
    expect(error).toMatchObject({ code: 'REVISION_IMAGE_GONE', exitCode: 92 });
    expect(await imageOfApp()).toContain(release.images['app']);
  });
});
