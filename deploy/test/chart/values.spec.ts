import { describe, expect, it } from '@jest/globals';
import type { V1ConfigMap, V1Job } from '@kubernetes/client-node';
import { refusal, render, type Values } from './helm.ts';
import { readmeRows, schema, standardValues, valueRows, type Schema } from './values-table.ts';

/** Every schema in the schema, with its path. */
function* schemasIn(part: Schema, path: string): Generator<readonly [string, Schema]> {
  yield [path, part];
  for (const [name, each] of Object.entries(part.properties ?? {})) yield* schemasIn(each, `${path}/${name}`);
  for (const [name, each] of Object.entries(part.definitions ?? {}))
    yield* schemasIn(each, `${path}#${name}`);
  if (part.items) yield* schemasIn(part.items, `${path}[]`);
}

const all = [...schemasIn(schema, '')];
/** What a service does not say is in serviceDefaults. */
const ofServices: Readonly<Record<string, readonly string[]>> = {
  '#service': ['image', 'port'],
  '#serviceResources': [],
  '#serviceAmounts': [],
};
const specimen = { image: 'todo-chatbot/specimen', port: 8025 };

describe('the schema of the values', () => {
  it('says of every value what it means', () => {
    expect(
      all.filter(([, { description = '' }]) => !/^\S.*\.$/.test(description)).map(([path]) => path),
    ).toEqual([]);
  });

  it('knows every key of each group, needs them all but those of a service, and has a title for it', () => {
    for (const [path, { properties, additionalProperties, required = [], title }] of all) {
      if (!properties) continue;
      const keys = Object.keys(properties).filter((key) => key !== 'global');
      const needed = ofServices[path] ?? keys;
      expect([path, additionalProperties, required]).toEqual([path, false, needed]);
      expect([path, title]).toEqual([path, expect.any(String)]);
    }
  });

  it('and values.yaml have the same keys', () => {
    const { global: _global, ...properties } = schema.properties ?? {};
    expect(Object.keys(standardValues)).toEqual(Object.keys(properties));
  });

  it.each<[string, Values, string]>([
    ['a misspelt key', { logLevell: 'info' }, "'logLevell' not allowed"],
    [
      'a misspelt key of a group',
      { backend: { replica: 1 } },
      "at '/backend': additional properties 'replica'",
    ],
    [
      'a misspelt amount',
      { backend: { resources: { limits: { gpu: '1' } } } },
      "at '/backend/resources/limits'",
    ],
    ['a text for a number', { frontend: { replicas: 'two' } }, "at '/frontend/replicas': got string"],
    ['a group that is taken away', { backend: null }, "missing property 'backend'"],
    ['a key that is taken away', { ingress: { hosts: null } }, "missing property 'hosts'"],
    ['an address with a path', { publicUrl: 'https://a.example/todo' }, "at '/publicUrl'"],
    [
      'an amount of memory without unit',
      { postgresql: { storage: { size: '8' } } },
      "at '/postgresql/storage/size'",
    ],
    [
      'an amount of CPU that is none',
      { migration: { resources: { requests: { cpu: 'one' } } } },
      'requests/cpu',
    ],
    ['an address as host', { ingress: { hosts: ['127.0.0.1'] } }, "at '/ingress/hosts/0'"],
    ['a host with a port', { ingress: { hosts: ['a.example:80'] } }, "at '/ingress/hosts/0'"],
    ['no host', { ingress: { hosts: [] } }, "at '/ingress/hosts'"],
    ['an unknown kind of TLS', { ingress: { tls: { mode: 'acme' } } }, "at '/ingress/tls/mode'"],
    [
      'an unknown key of a Secret',
      { existingSecret: { name: 'a', keys: ['password'] } },
      "at '/existingSecret/keys/0'",
    ],
    [
      'a misspelt key of a service',
      { services: { specimen: { ...specimen, prot: 1 } } },
      "'prot' not allowed",
    ],
    ['a service without an image', { services: { specimen: { port: 8025 } } }, "missing property 'image'"],
    [
      'a service that is there already',
      { services: { backend: specimen } },
      "invalid propertyName 'backend'",
    ],
    [
      'a port that only root has',
      { services: { specimen: { ...specimen, port: 80 } } },
      "at '/services/specimen/port'",
    ],
    [
      "a path that is the backend's",
      { services: { specimen: { ...specimen, ingressPath: '/api/mail' } } },
      "at '/services/specimen/ingressPath'",
    ],
    [
      'a service that is killed while it still serves',
      { services: { specimen: { ...specimen, preStopSeconds: 90 } } },
      'services.specimen.terminationGracePeriod',
    ],
    ['half a digest', { images: { backend: { digest: 'sha256:ab' } } }, "at '/images/backend/digest'"],
    [
      'a URL of a model with a password',
      { openai: { baseUrl: 'https://a:b@c.example' } },
      "at '/openai/baseUrl'",
    ],
    ['a database URL that is no text', { databaseUrl: 1 }, "at '/databaseUrl': got number, want string"],
    [
      'a pod that is killed while it still serves',
      { backend: { preStopSeconds: 90 } },
      'backend.terminationGracePeriod',
    ],
  ])('refuses %s by name', async (_name, values, message) => {
    expect(await refusal(values)).toContain(message);
  });

  it('takes what an engineer would write', async () => {
    const values = {
      global: { parent: 'chart' },
      publicUrl: 'https://todo.example:8443',
      trustedProxies: ['10.1.2.3', '2001:db8::/32'],
      images: {
        backend: { registry: 'localhost:5001' },
        frontend: { repository: 'ghcr.io/someone/todo_web' },
      },
      imagePullSecrets: ['pull'],
      backend: { replicas: 0, resources: { requests: { cpu: 0.25 } } },
      ingress: { hosts: ['todo', 'a-b.example', '*.c.example'] },
      priorityClassName: 'high',
      nodeSelector: { 'kubernetes.io/arch': 'amd64' },
      tolerations: [{ key: 'dedicated', operator: 'Exists' }],
    };
    const objects = await render(values);
    const pod = {
      priorityClassName: 'high',
      nodeSelector: { 'kubernetes.io/arch': 'amd64' },
      tolerations: [{ key: 'dedicated', operator: 'Exists' }],
      imagePullSecrets: [{ name: 'pull' }],
    };
    for (const kind of ['Deployment', 'StatefulSet', 'Job']) {
      for (const { spec } of objects.ofKind<{ spec: { template: { spec: object } } }>(kind)) {
        expect(spec.template.spec).toMatchObject(pod);
      }
    }
  });
});

describe('large numbers', () => {
  it('stay whole, which templates make hard', async () => {
    const rateLimits = { requestsPerMinute: 1_000_000, signInsPerMinute: 1_000_000 };
    const objects = await render({ rateLimits, migration: { ttlSecondsAfterFinished: 2_592_000 } });
    expect(objects.one<V1ConfigMap>('ConfigMap', 'todo-backend').data).toMatchObject({
      TODO_REQUESTS_PER_MINUTE_MAX: '1000000',
      TODO_SIGN_INS_PER_MINUTE_MAX: '1000000',
    });
    expect(objects.one<V1Job>('Job', 'todo-migration').spec?.ttlSecondsAfterFinished).toBe(2_592_000);
  });
});

describe("the chart's README", () => {
  it('lists every value with its standard and meaning, as values.yaml and the schema say', () => {
    expect(readmeRows()).toEqual(valueRows());
  });
});
