import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseManifests } from '../../src/manifest/parse-manifests.ts';
import { template, type Values } from './helm.ts';
import { RestrictedNamespace, testCluster } from './test-cluster.ts';

const namespace = new RestrictedNamespace(testCluster());

beforeAll(() => namespace.create());
afterAll(() => namespace.remove());

const dryRun = (yaml: string) =>
  namespace.run('kubectl', ['apply', '--dry-run=server', '--filename', '-'], yaml);

const keys = ['better-auth-secret', 'database-url', 'migration-database-url', 'openai-api-key'];
const specimen = {
  image: 'todo-chatbot/specimen',
  port: 8025,
  ingressPath: '/mail',
  env: { LEVEL: 'info' },
  secretName: 'specimen',
  egress: [{ ports: [{ port: 25, protocol: 'TCP' }] }],
};
const variants: readonly (readonly [string, Values])[] = [
  ['default values', {}],
  ['TLS', { ingress: { hosts: ['', 'todo.example', '*.todo.example'] } }],
  [
    'secrets as values',
    {
      postgresql: { enabled: false },
      databaseUrl: 'postgresql://app:word@db.example/todo',
      openai: { apiKey: 'word', baseUrl: 'https://models.example/v1', model: 'small' },
    },
  ],
  ['a Secret of the user', { postgresql: { enabled: false }, existingSecret: { name: 'mine', keys } }],
  ['tools for an AI', { ops: { enabled: true, allowWrite: true } }],
  ['everything that hardens pods', { podSecurity: { appArmor: true, userNamespaces: true } }],
  ['a service more', { services: { specimen } }],
  [
    'every list filled',
    {
      imagePullSecrets: ['pull'],
      tolerations: [{ key: 'dedicated', operator: 'Exists', effect: 'NoSchedule' }],
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      networkPolicy: {
        ingressFrom: [{ namespaceSelector: {} }],
        dnsTo: [{ ipBlock: { cidr: '169.254.20.10/32' } }],
        backendEgress: [{ to: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }],
      },
    },
  ],
];

describe('an API server that lets in only restricted pods', () => {
  it.each(variants)('takes every object without a warning: %s', async (_name, values) => {
    const { output: yaml } = await template(values, { namespace: namespace.name });
    const { exitCode, output, complaint } = await dryRun(yaml);
    expect([exitCode, complaint]).toEqual([0, '']);
    const created = output.split('\n').filter((line) => line.endsWith(' created (server dry run)'));
    expect(created).toHaveLength(parseManifests(yaml).length);
  });

  it('would have said so of a pod that may do more', async () => {
    const { output: yaml } = await template({}, { namespace: namespace.name });
    const { complaint } = await dryRun(yaml.replaceAll('allowPrivilegeEscalation: false', ''));
    expect(complaint).toContain('would violate PodSecurity "restricted:latest"');
  });

  it('would have refused a field that Kubernetes does not know', async () => {
    const { output: yaml } = await template({}, { namespace: namespace.name });
    const { exitCode, complaint } = await dryRun(
      yaml.replaceAll('enableServiceLinks:', 'enableServiceLink:'),
    );
    expect([exitCode, complaint]).toEqual([
      1,
      expect.stringContaining('unknown field "spec.template.spec.enableServiceLink"'),
    ]);
  });
});
