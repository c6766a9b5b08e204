import { describe, expect, it } from '@jest/globals';
import type {
  V1ConfigMap,
  V1Deployment,
  V1NetworkPolicy,
  V1PodDisruptionBudget,
  V1Role,
  V1RoleBinding,
  V1Service,
} from '@kubernetes/client-node';
import { load } from 'js-yaml';
import { wellKnownResource } from '../../src/cluster/resources.ts';
import { allowed } from './allowed-connections.ts';
import { hardeningRules } from './hardening-rules.ts';
import { refusal, render, template, type ChartObjects, type Values } from './helm.ts';
import { definitionsOf } from './kagent-schemas.ts';
import { kagentApis, kagentValues } from './kagent-values.ts';
import { podOf } from './pods.ts';

const token = 'canary-'.repeat(6);
const reading = { ops: { enabled: true } };
const writing = { ops: { enabled: true, allowWrite: true } };

function podOfOps(objects: ChartObjects) {
  return podOf(objects.one<V1Deployment>('Deployment', 'todo-ops'));
}

/** `patch apps/deployments` of everything that the Role allows. */
async function rightsOf(values: Values): Promise<readonly string[]> {
  const { rules = [] } = (await render(values)).one<V1Role>('Role', 'todo-ops');
  return rules.flatMap(({ apiGroups = [], resources = [], verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`)),
    ),
  );
}

describe('the server of tools', () => {
  it('is not there unless it is asked for', async () => {
    const { all } = await render();
    const components = all.map(({ metadata }) => metadata.labels?.['app.kubernetes.io/component']);
    expect(components).not.toContain('ops');
    expect(components).not.toContain('kagent');
  });

  it('has every object that it needs, as others have', async () => {
    const objects = await render(reading);
    const own = objects.all.filter(
      ({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === 'ops',
    );
    expect(own.map(({ kind }) => kind).sort()).toEqual([
      'ConfigMap',
      'Deployment',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Role',
      'RoleBinding',
      'Secret',
      'Service',
      'ServiceAccount',
    ]);
    expect(new Set(own.map(({ metadata }) => metadata.name))).toEqual(new Set(['todo-ops']));
    const service = objects.one<V1Service>('Service', 'todo-ops');
    expect(service.spec?.ports).toMatchObject([{ name: 'http', port: 3000, targetPort: 'http' }]);
    const { spec: budget } = objects.one<V1PodDisruptionBudget>('PodDisruptionBudget', 'todo-ops');
    expect(budget).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
  });

  // Its program reads the token from its environment alone.
  const rules = hardeningRules.filter(
    ({ name, kinds }) => name !== 'secrets as files' && (kinds?.includes('Deployment') ?? true),
  );
  it.each(rules.map((rule) => [rule.name, rule] as const))('keeps the rule: %s', async (_name, rule) => {
    const pod = podOfOps(await render(reading));
    expect(rule.violations(pod)).toEqual([]);
    const copy = podOf(structuredClone(pod.object));
    for (const container of copy.containers) rule.spoil(copy.spec, container);
    expect(rule.violations(copy)).not.toEqual([]);
  });

  it('is started for this release alone, and for the names that it has', async () => {
    const values = { images: { ops: { registry: 'registry.example:5000', tag: 'v2' } } };
    const [container] = podOfOps(await render({ ...values, ...reading })).containers;
    expect(container?.image).toBe('registry.example:5000/todo-chatbot/ops:v2');
    const suffixes = ['', '.somewhere', '.somewhere.svc', '.somewhere.svc.cluster.local'];
    const started = [
      ...['mcp', '--json', '--http', '0.0.0.0:3000', '--namespace', 'somewhere', '--release', 'todo'],
      ...['--kubeconfig', '/etc/todo-deploy/kubeconfig', '--context', 'in-cluster'],
      ...['--registry', 'registry.example:5000', '--address', 'http://localhost:8080'],
      ...suffixes.flatMap((suffix) => ['--allowed-host', `todo-ops${suffix}`]),
    ];
    expect(container?.args).toEqual(started);
    const [writer] = podOfOps(
      await render({ ...values, ops: { ...writing.ops, registry: 'other' } }),
    ).containers;
    expect(writer?.args).toEqual([
      ...started.map((word) => (word === 'registry.example:5000' ? 'other' : word)),
      '--allow-write',
    ]);
  });

  it('uses the token of its own account, which only this pod is given', async () => {
    const objects = await render(reading);
    const { data } = objects.one<V1ConfigMap>('ConfigMap', 'todo-ops');
    const account = '/var/run/secrets/kubernetes.io/serviceaccount';
    expect(load(data?.['kubeconfig'] ?? '')).toMatchObject({
      'current-context': 'in-cluster',
      clusters: [
        {
          cluster: {
            server: 'https://kubernetes.default.svc',
            'certificate-authority': `${account}/ca.crt`,
          },
        },
      ],
      users: [{ user: { tokenFile: `${account}/token` } }],
    });
    const { spec, containers } = podOfOps(objects);
    const mounts = containers[0]?.volumeMounts ?? [];
    expect(mounts).toContainEqual({ name: 'account', mountPath: account, readOnly: true });
    expect(mounts).toContainEqual({ name: 'kubeconfig', mountPath: '/etc/todo-deploy', readOnly: true });
    const sources = spec.volumes?.find(({ name }) => name === 'account')?.projected?.sources;
    expect(sources).toMatchObject([
      { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    ]);
  });
});

describe('the token of its clients', () => {
  const read = (objects: ChartObjects) => {
    const { containers, spec } = podOfOps(objects);
    const volume = spec.volumes?.find(({ name }) => name === 'secrets');
    return { env: containers[0]?.env, sources: volume?.projected?.sources };
  };
  /** One file of one Secret. */
  const fileOf = (name: string) => ({
    env: [{ name: 'TODO_DEPLOY_MCP_TOKEN_FILE', value: '/etc/todo/secrets/ops-token' }],
    sources: [{ secret: { name, items: [{ key: 'ops-token', path: 'ops-token' }] } }],
  });

  it('is generated once, also in the form of a header', async () => {
    const objects = await render(reading);
    const { 'ops-token': generated, ...rest } = objects.secret('todo-ops');
    expect(generated).toMatch(/^[A-Za-z0-9]{48}$/);
    expect(rest).toEqual({ 'ops-authorization': `Bearer ${generated}` });
    expect(objects.one('Secret', 'todo-ops').metadata.annotations).toEqual({ 'todo-deploy/apply': 'once' });
    expect(read(objects)).toEqual(fileOf('todo-ops'));
  });

  it('can be given, and restarts the pod when it changes', async () => {
    const values = (given: string) => ({ ops: { enabled: true, token: given } });
    const objects = await render(values(token));
    expect(objects.secret('todo-provided')).toEqual({
      'ops-token': token,
      'ops-authorization': `Bearer ${token}`,
    });
    expect(objects.has('Secret', 'todo-ops')).toBe(false);
    expect(read(objects)).toEqual(fileOf('todo-provided'));
    const checksum = (rendered: ChartObjects) => podOfOps(rendered).template.metadata?.annotations;
    expect(checksum(await render(values(`${token}2`)))).not.toEqual(checksum(objects));
  });

  it('can be in a Secret of the user', async () => {
    const existingSecret = { name: 'mine', keys: ['ops-token', 'ops-authorization'] };
    const objects = await render({ ...kagentValues('v1alpha2'), existingSecret });
    expect(objects.has('Secret', 'todo-ops')).toBe(false);
    expect(read(objects)).toEqual(fileOf('mine'));
    expect(JSON.stringify(objects.one('RemoteMCPServer', 'todo-ops')['spec'])).toContain('"name":"mine"');
  });

  it('is in no Secret while there is no server', async () => {
    const { output } = await template({ ops: { token } });
    expect(output).not.toContain(Buffer.from(token).toString('base64'));
  });

  it.each<[string, Values, string]>([
    ['a short one', { ops: { enabled: true, token: 'canary' } }, 'ops.token: not at least 32 characters'],
    ['one in two words', { ops: { enabled: true, token: `${token} x` } }, 'ops.token: not at least'],
    [
      'one without its header',
      { ...reading, existingSecret: { name: 'mine', keys: ['ops-token'] } },
      'existingSecret.keys: with ops.enabled',
    ],
    [
      'one that is given twice',
      {
        ops: { enabled: true, token },
        existingSecret: { name: 'mine', keys: ['ops-authorization', 'ops-token'] },
      },
      'ops.token: given twice',
    ],
  ])('is refused: %s', async (_name, values, message) => {
    const complaint = await refusal(values);
    expect(complaint).toContain(message);
    expect(complaint).not.toContain('canary');
  });
});

describe('its rights', () => {
  it('are those of its account in its namespace, and nobody else has them', async () => {
    const { roleRef, subjects } = (await render(reading)).one<V1RoleBinding>('RoleBinding', 'todo-ops');
    expect(roleRef).toMatchObject({ kind: 'Role', name: 'todo-ops' });
    expect(subjects).toEqual([{ kind: 'ServiceAccount', name: 'todo-ops', namespace: 'somewhere' }]);
    expect((await render(writing)).all.filter(({ kind }) => kind.startsWith('Cluster'))).toEqual([]);
  });

  it('only read unless it may write', async () => {
    const verbs = (await rightsOf(reading)).map((right) => right.split(' ')[0]);
    expect(new Set(verbs)).toEqual(new Set(['get', 'list', 'watch']));
  });

  it('write what scaling and rolling back write, and not what it could gain more rights by', async () => {
    const written = (await rightsOf(writing)).filter((right) => !/^(get|list|watch) /.test(right));
    const kinds = [
      ...[
        '/configmaps',
        '/secrets',
        '/serviceaccounts',
        '/services',
        'apps/deployments',
        'apps/statefulsets',
      ],
      ...['batch/jobs', 'networking.k8s.io/ingresses', 'networking.k8s.io/networkpolicies'],
      'policy/poddisruptionbudgets',
    ];
    expect(written).toEqual([
      ...kinds.slice(0, 4).flatMap((kind) => [`create ${kind}`, `delete ${kind}`, `patch ${kind}`]),
      'delete /pods',
      ...kinds.slice(4).flatMap((kind) => [`create ${kind}`, `delete ${kind}`, `patch ${kind}`]),
      'create coordination.k8s.io/leases',
      'patch coordination.k8s.io/leases',
    ]);
  });

  it.each(kagentApis)('are for every kind that the chart has, with kagent of %s', async (api) => {
    const { all } = await render(kagentValues(api));
    const rights = await rightsOf(kagentValues(api));
    const plurals = definitionsOf(api).map(({ spec: { names } }) => [names.kind, names.plural] as const);
    const missing = all.flatMap(({ apiVersion, kind }) => {
      const plural = wellKnownResource(apiVersion, kind)?.plural ?? new Map(plurals).get(kind);
      const resource = `${apiVersion.split('/').slice(0, -1).join()}/${plural}`;
      const isOnlyRead = /^(rbac\.authorization\.k8s\.io|(api\.)?kagent\.dev)\//.test(resource);
      const verbs = ['get', 'list', ...(isOnlyRead ? [] : ['create', 'patch', 'delete'])];
      return verbs.map((verb) => `${verb} ${resource}`).filter((right) => !rights.includes(right));
    });
    expect(missing).toEqual([]);
  });

  it('reach the Lease of this release and this namespace by name', async () => {
    const { rules = [] } = (await render(writing)).one<V1Role>('Role', 'todo-ops');
    const named = rules.flatMap(({ resources, resourceNames, verbs }) =>
      resourceNames ? [[resources, resourceNames, verbs]] : [],
    );
    expect(named).toEqual([
      [['namespaces'], ['somewhere'], ['get']],
      [['leases'], ['todo-deploy-todo'], ['get']],
      [['leases'], ['todo-deploy-todo'], ['patch']],
    ]);
  });

  it.each(kagentApis)('only read what kagent has, of %s', async (api) => {
    const group = api === 'v1alpha3' ? 'api.kagent.dev' : 'kagent.dev';
    const rights = (await rightsOf(kagentValues(api))).filter((right) => right.includes(group));
    expect(rights).toContain(`list ${group}/agents`);
    expect(rights.filter((right) => !/^(get|list) /.test(right))).toEqual([]);
    expect(await rightsOf(writing)).not.toContain(`list ${group}/agents`);
  });
});

describe('its network policy', () => {
  const dns = ['to any:53', 'to any:53'];
  const api = [443, 6443, 8443].map((port) => `to 0.0.0.0/0+::/0:${port}`);

  it('lets nobody in and only the Kubernetes API be reached', async () => {
    expect(allowed(await render(reading), 'ops')).toEqual([...dns, ...api]);
  });

  it('lets in who is named', async () => {
    const clientsFrom = [{ podSelector: { matchLabels: { 'app.kubernetes.io/component': 'console' } } }];
    const objects = await render({ ops: { enabled: true, clientsFrom } });
    expect(allowed(objects, 'ops')[0]).toBe('from console:3000');
  });

  it.each([
    ['v1alpha2', { podSelector: { matchLabels: { app: 'kagent', kagent: 'todo-ops-agent' } } }],
    [
      'v1alpha3',
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ate-system' } },
        podSelector: { matchLabels: { app: 'atenet-egress' } },
      },
    ],
  ] as const)("lets in kagent's controller and the agent of %s", async (version, agent) => {
    const { spec } = (await render(kagentValues(version))).one<V1NetworkPolicy>('NetworkPolicy', 'todo-ops');
    expect(spec?.ingress).toEqual([
      {
        ports: [{ port: 3000, protocol: 'TCP' }],
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kagent' } },
            podSelector: { matchLabels: { 'app.kubernetes.io/component': 'controller' } },
          },
          agent,
        ],
      },
    ]);
  });

  it('can be narrowed to the API server, and leads to the registry of what is rolled back to', async () => {
    const to = [{ ipBlock: { cidr: '192.0.2.1/32' } }];
    const ops = { ...writing.ops, apiServer: { ports: [6443], to }, registry: 'registry.example:5000' };
    const registry = 'to 0.0.0.0/0+::/0:5000';
    expect(allowed(await render({ ops }), 'ops')).toEqual([...dns, 'to 192.0.2.1/32:6443', registry]);
    const reader = { ...ops, allowWrite: false };
    expect(allowed(await render({ ops: reader }), 'ops')).not.toContain(registry);
  });
});
