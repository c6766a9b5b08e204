import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { V1Role } from '@kubernetes/client-node';
import { openTransport, type Transport } from '../../src/cluster/transport.ts';
import { openAccount, type Account } from './account.ts';
import {
  allowedOf,
  everyAsk,
  isGranted,
  statusOf,
  textOf,
  untilAllowed,
  type Ask,
  type Rule,
} from './access-reviews.ts';
import { render } from './helm.ts';
import { RestrictedNamespace, testCluster } from './test-cluster.ts';

const cluster = testCluster();
const other = new RestrictedNamespace(cluster);
const rightKinds = new Set(['ServiceAccount', 'Role', 'RoleBinding']);

beforeAll(() => other.create());
afterAll(() => other.remove());

describe.each([
  ['read', false],
  ['write', true],
])('a server of tools that may %s', (_may, allowWrite) => {
  const namespace = new RestrictedNamespace(cluster);
  let rules: readonly Rule[];
  let asks: readonly Ask[];
  let account: Account;
  let anyAccount: Account;
  let transport: Transport;

  beforeAll(async () => {
    await namespace.create();
    const objects = await render({ ops: { enabled: true, allowWrite } }, { namespace: namespace.name });
    const items = objects.all.filter(
      ({ kind, metadata }) => rightKinds.has(kind) && metadata.name === 'todo-ops',
    );
    expect(items).toHaveLength(3);
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    await namespace.must('kubectl', ['apply', '--filename', '-'], list);
    rules = objects.one<V1Role>('Role', 'todo-ops').rules as readonly Rule[];
    account = await openAccount(cluster, { namespace: namespace.name, name: 'todo-ops' });
    anyAccount = await openAccount(cluster, { namespace: namespace.name, name: 'default' });
    transport = await openTransport(account.kubeconfig, account.context);
    const admin = await openTransport(cluster.kubeconfig, cluster.context);
    asks = [...(await everyAsk(admin, [namespace.name, other.name, ''])), ...namedAsks()];
    await untilAllowed(account, { verb: 'get', group: '', resource: 'pods', namespace: namespace.name });
  });

  afterAll(async () => {
    account.remove();
    anyAccount.remove();
    await namespace.remove();
  });

  /** The verbs on what the Role grants by name only: of that name, and of another. */
  function namedAsks(): readonly Ask[] {
    return rules.flatMap(({ apiGroups = [], resources = [], resourceNames = [] }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) =>
          [...resourceNames, ...(resourceNames.length > 0 ? [other.name] : [])].flatMap((name) =>
            ['get', 'patch', 'update', 'delete'].map((verb) => ({
              ...{ verb, group, resource, name },
              namespace: namespace.name,
            })),
          ),
        ),
      ),
    );
  }

  /** What it may do that neither its Role grants nor every account may. */
  async function excess(): Promise<readonly string[]> {
    const isExpected = (ask: Ask) => ask.namespace === namespace.name && isGranted(rules, ask);
    const beyond = (await allowedOf(account, asks)).filter((ask) => !isExpected(ask));
    const usual = new Set((await allowedOf(anyAccount, beyond)).map(textOf));
    return beyond.map(textOf).filter((text) => !usual.has(text));
  }

  it('is denied every verb on every resource that its Role does not grant, here and elsewhere', async () => {
    const granted = asks.filter((ask) => ask.namespace === namespace.name && isGranted(rules, ask));
    expect(asks.length).toBeGreaterThan(10 * granted.length);
    expect(await excess()).toEqual([]);
  });

  it('is allowed all that its Role grants', async () => {
    const granted = asks.filter((ask) => ask.namespace === namespace.name && isGranted(rules, ask));
    expect(granted.length).toBeGreaterThan(allowWrite ? 90 : 50);
    expect((await allowedOf(account, granted)).map(textOf)).toEqual(granted.map(textOf));
  });

  it('is answered by the API server as the reviews say', async () => {
    const own = `/api/v1/namespaces/${namespace.name}`;
    const roles = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace.name}`;
    const metadata = { name: 'made-by-ops' };
    const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
    const rolePatch = { contentType: 'application/merge-patch+json', body: { rules: [] } };
    const query = { dryRun: 'All' };
    const statuses = {
      'reads Secrets': await statusOf(transport, { method: 'GET', path: `${own}/secrets` }),
      'reads its namespace': await statusOf(transport, { method: 'GET', path: own }),
      'writes a ConfigMap': await statusOf(transport, {
        ...{ method: 'POST', path: `${own}/configmaps`, body: configMap, query },
      }),
      'reads Secrets elsewhere': await statusOf(transport, {
        ...{ method: 'GET', path: `/api/v1/namespaces/${other.name}/secrets` },
      }),
      'reads all Secrets': await statusOf(transport, { method: 'GET', path: '/api/v1/secrets' }),
      'changes its Role': await statusOf(transport, {
        ...{ method: 'PATCH', path: `${roles}/roles/todo-ops`, query },
        ...rolePatch,
      }),
      'enters a pod': await statusOf(transport, {
        ...{ method: 'POST', path: `${own}/pods/any/exec`, query: { command: 'id' } },
      }),
      'makes a token': await statusOf(transport, {
        ...{ method: 'POST', path: `${own}/serviceaccounts/todo-ops/token`, body: {} },
      }),
      'deletes its namespace': await statusOf(transport, { method: 'DELETE', path: own, query }),
    };
    expect(statuses).toEqual({
      'reads Secrets': 200,
      'reads its namespace': 200,
      'writes a ConfigMap': allowWrite ? 201 : 403,
      'reads Secrets elsewhere': 403,
      'reads all Secrets': 403,
      'changes its Role': 403,
      'enters a pod': 403,
      'makes a token': 403,
      'deletes its namespace': 403,
    });
  });

  it('would be found out if it had one right more', async () => {
    const added = { apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] };
    const patch = JSON.stringify([{ op: 'add', path: '/rules/-', value: added }]);
    await namespace.must('kubectl', ['patch', 'role', 'todo-ops', '--type=json', '--patch', patch]);
    const ask = { verb: 'create', group: '', resource: 'pods/exec', namespace: namespace.name };
    await untilAllowed(account, ask);
    expect(await excess()).toEqual([textOf(ask)]);
  });
});
