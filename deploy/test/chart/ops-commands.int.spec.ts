import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readHistory } from '../../src/history/read-history.ts';
import { readLogs } from '../../src/logs/read-logs.ts';
import { connectCluster } from '../../src/cluster/client.ts';
import type { KubernetesObject } from '../../src/cluster/kubernetes-object.ts';
import { readDiagnosis } from '../../src/read-diagnosis.ts';
import { readStatus } from '../../src/read-status.ts';
import type { DeployEvent } from '../../src/report/events.ts';
import { rollback } from '../../src/rollback.ts';
import { TestRelease } from '../integration/cluster.ts';
import { untilAllowed } from './access-reviews.ts';
import { openAccount, type Account } from './account.ts';
import { render } from './helm.ts';

const { signal } = new AbortController();

/** Serves a text, and says a Secret's value aloud. */
const app = (text: string) => ({
  script: `process.on('SIGTERM', () => process.exit()); console.log(process.env.PASSWORD + ' opens it');
    require('http').createServer((q, s) => s.end('${text}')).listen(8080)`,
  env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'generated', key: 'password' } } }],
});

type Data = Readonly<Record<string, string>>;

/** What the deploy library does for the server of tools, as the account that the chart gives it. */
describe('the account of the server of tools', () => {
  let release: TestRelease;
  let account: Account;

  beforeAll(async () => {
    release = await TestRelease.open();
    release.values = { migration: { enabled: false }, app: app('one') };
    await release.deploy({ commit: 'first' });
    release.values = { ...release.values, app: app('two') };
    await release.deploy({ commit: 'second' });
    await grant(false);
    const { namespace, connection } = release;
    account = await openAccount(connection, { namespace, name: 'fixture-ops' });
    await untilAllowed(account, { verb: 'get', group: '', resource: 'pods', namespace });
  });

  afterAll(async () => {
    account.remove();
    await release.close();
  });

  /** Writes the chart's account and rights for this release. */
  async function grant(allowWrite: boolean): Promise<void> {
    const place = { release: 'fixture', namespace: release.namespace };
    const { all } = await render({ ops: { enabled: true, allowWrite } }, place);
    const rights = (kind: string) =>
      all.find(
        (object) => object.kind === kind && object.metadata.name === 'fixture-ops',
      ) as KubernetesObject;
    for (const kind of ['ServiceAccount', 'Role', 'RoleBinding'])
      await release.cluster.apply(rights(kind), { signal });
  }

  const request = () => {
    const { environment, connection } = release.request();
    const { kubeconfig, context } = account;
    return { environment, connection: { ...connection, kubeconfig, context } };
  };
  const goBack = (report: (event: DeployEvent) => void = () => undefined) =>
    rollback({ ...request(), unit: 'app', by: 'ops' }, { report, signal });

  it('suffices to say how the environment is, what it ran, and what is wrong', async () => {
    const { units } = await readStatus(request(), { signal });
    expect(units.map(({ unit, status }) => [unit, status.state]).sort()).toEqual([
      ['app', 'ready'],
      ['deploy', 'ready'],
      ['web', 'ready'],
    ]);
    const history = await readHistory({ ...request(), unit: 'app' }, { signal });
    expect(history.units[0]?.revisions.map(({ commit }) => commit)).toEqual(['second', 'first']);
    const diagnosis = await readDiagnosis({ ...request(), only: [] }, { signal });
    expect(diagnosis.units.map(({ trouble }) => trouble)).toEqual([undefined, undefined, undefined]);
  });

  it('suffices to show logs, with the values of Secrets hidden', async () => {
    const { environment, connection } = request();
    const events: DeployEvent[] = [];
    await readLogs({
      cluster: await connectCluster(connection.kubeconfig, connection.context),
      environment,
      bounds: {},
      previous: false,
      report: (event) => void events.push(event),
      drained: () => Promise.resolve(true),
      signal,
    });
    const lines = events.flatMap((event) => (event.type === 'log' ? [event.line] : []));
    const { data } = (await release.get('Secret', 'generated')) as unknown as { readonly data: Data };
    const password = Buffer.from(data['password'] ?? '', 'base64').toString();
    expect(lines).toContainEqual(expect.stringMatching(/^\S+ opens it$/));
    expect(lines.filter((line) => line.includes(password))).toEqual([]);
  });

  it('takes nothing back while it may only read', async () => {
    await expect(goBack()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const history = await readHistory({ ...request(), unit: 'app' }, { signal });
    expect(history.units[0]?.revisions).toHaveLength(2);
  });

  it('takes a unit back when it may write', async () => {
    await grant(true);
    const { namespace } = release;
    await untilAllowed(account, { verb: 'patch', group: 'apps', resource: 'deployments', namespace });
    const events: DeployEvent[] = [];
    const { outcome } = await goBack((event) => void events.push(event));
    expect(outcome).toBe('deployed');
    expect(events.some(({ type }) => type === 'object-applied')).toBe(true);
    const history = await readHistory({ ...request(), unit: 'app' }, { signal });
    expect(history.units[0]?.revisions[0]).toMatchObject({ revision: 3, commit: 'first', by: 'ops' });
  });
});
