import { beforeAll, describe, expect, it } from '@jest/globals';
import type { V1Deployment, V1Job, V1StatefulSet } from '@kubernetes/client-node';
import { chart, render, run, template, type ChartObjects, type Values } from './helm.ts';
import { podOf, podsOf } from './pods.ts';
import { serviceNames } from './values-table.ts';

const hosts = { ingress: { hosts: ['', 'todo.example'] } };
const external = {
  postgresql: { enabled: false },
  databaseUrl: 'postgresql://app:first-word@db.example/todo',
  openai: { apiKey: 'model-word' },
};
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

let objects: ChartObjects;

beforeAll(async () => {
  objects = await render(hosts);
});

describe('the chart', () => {
  it('has nothing that helm lint warns of', async () => {
    const { exitCode, output } = await run('helm', ['lint', '--strict', chart]);
    expect([exitCode, output]).toEqual([0, expect.stringContaining('0 chart(s) failed')]);
  });

  it.each([
    ['default values', hosts],
    ['a database elsewhere', { ...hosts, ...external }],
    ['tools for an AI', { ...hosts, ops: { enabled: true, allowWrite: true } }],
  ])('renders the same twice with %s, but for what is generated once', async (_name, values) => {
    const documents = async () => (await template(values)).output.split(/^---$/m);
    const [first, second] = [await documents(), await documents()];
    const differing = first.filter((document, index) => document !== second[index]);
    expect(second).toHaveLength(first.length);
    expect(differing.length).toBeGreaterThan(0);
    for (const document of differing) expect(document).toContain('todo-deploy/apply: once');
  });

  it('places every object in the namespace, under names that start with the release', async () => {
    const other = await render(hosts, { release: 'second', namespace: 'elsewhere' });
    for (const { kind, metadata } of other.all) {
      expect([kind, metadata.namespace, metadata.name]).toEqual([
        kind,
        'elsewhere',
        expect.stringMatching(/^second-/),
      ]);
    }
    const keys = (all: ChartObjects) => all.all.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(keys(other)).toHaveLength(keys(objects).length);
    expect(keys(other).filter((key) => keys(objects).includes(key))).toEqual([]);
  });

  it('gives every object the recommended labels', () => {
    for (const { kind, metadata } of objects.all) {
      expect([kind, metadata.labels]).toEqual([
        kind,
        {
          'app.kubernetes.io/name': 'todo-chatbot',
          'app.kubernetes.io/instance': 'todo',
          'app.kubernetes.io/component': expect.stringMatching(/^[a-z][a-z0-9-]*$/),
          'app.kubernetes.io/part-of': 'todo-chatbot',
          'app.kubernetes.io/version': expect.any(String),
          'app.kubernetes.io/managed-by': 'Helm',
          'helm.sh/chart': expect.stringMatching(/^todo-chatbot-/),
        },
      ]);
    }
  });

  it.each(['backend', 'frontend'])('labels what is only of the %s as its own', (unit) => {
    const owned = objects.all.filter(
      ({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === unit,
    );
    const kinds = ['Deployment', 'NetworkPolicy', 'PodDisruptionBudget', 'Service', 'ServiceAccount'];
    expect(owned.map(({ kind }) => kind).sort()).toEqual(
      unit === 'backend' ? ['ConfigMap', ...kinds] : kinds,
    );
  });

  it('takes every release name that Helm does', async () => {
    const release = `${'long-'.repeat(10)}end`;
    const twin = `${'long-'.repeat(10)}and`;
    const rendered = await render(hosts, { release });
    for (const { metadata } of rendered.all) {
      expect(metadata.name).toMatch(/^long-long-/);
      expect(metadata.name.length).toBeLessThanOrEqual(52);
    }
    const names = new Set(rendered.all.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
    expect(names.size).toBe(rendered.all.length);
    const others = (await render(hosts, { release: twin })).all.map(
      ({ kind, metadata }) => `${kind}/${metadata.name}`,
    );
    expect(others.filter((name) => names.has(name))).toEqual([]);
  });

  it('keeps what never may change apart from the version of the chart', () => {
    const { spec } = objects.one<V1StatefulSet>('StatefulSet', 'todo-postgresql');
    const version = /helm\.sh|version/;
    expect(JSON.stringify([spec?.selector, spec?.volumeClaimTemplates])).not.toMatch(version);
    for (const { owner, template: pod } of podsOf(objects)) {
      expect([owner, JSON.stringify(pod.metadata?.labels)]).toEqual([
        owner,
        expect.not.stringMatching(version),
      ]);
    }
  });
});

describe('helm test', () => {
  it('makes objects of its own, which go when it succeeds, and no other object is a hook', () => {
    const hooks = objects.all.filter(({ metadata }) =>
      Object.keys(metadata.annotations ?? {}).some((name) => name.startsWith('helm.sh/hook')),
    );
    expect(hooks.map(({ kind }) => kind).sort()).toEqual([
      'ConfigMap',
      'Job',
      'NetworkPolicy',
      'ServiceAccount',
    ]);
    for (const { kind, metadata } of hooks) {
      expect(metadata.annotations).toEqual({
        'helm.sh/hook': 'test',
        'helm.sh/hook-weight': kind === 'Job' ? '0' : '-1',
        'helm.sh/hook-delete-policy': 'before-hook-creation,hook-succeeded',
        'helm.sh/hook-output-log-policy': 'hook-succeeded,hook-failed',
      });
    }
  });
});

describe('images', () => {
  const imagesOf = (rendered: ChartObjects) =>
    Object.fromEntries(podsOf(rendered).map(({ owner, containers }) => [owner, containers[0]?.image]));

  it('are named by repository and the version of the app', () => {
    expect(imagesOf(objects)).toEqual({
      ...Object.fromEntries(
        serviceNames().map((name) => [`Deployment/todo-${name}`, `todo-chatbot/${name}:0.1.0`]),
      ),
      'Deployment/todo-backend': 'todo-chatbot/backend:0.1.0',
      'Deployment/todo-frontend': 'todo-chatbot/frontend:0.1.0',
      'StatefulSet/todo-postgresql': 'postgres:18',
      'Job/todo-migration': 'todo-chatbot/backend:0.1.0',
      'Job/todo-test': 'todo-chatbot/backend:0.1.0',
    });
  });

  it('take a registry, and a digest before a tag', async () => {
    const backend = { registry: 'registry.example:5000', tag: 'v2', digest };
    const frontend = { registry: 'registry.example:5000/mirror', tag: 'v2' };
    expect(imagesOf(await render({ images: { backend, frontend } }))).toMatchObject({
      'Deployment/todo-backend': `registry.example:5000/todo-chatbot/backend@${digest}`,
      'Deployment/todo-frontend': 'registry.example:5000/mirror/todo-chatbot/frontend:v2',
    });
  });

  it('start what they are made for', () => {
    const started = Object.fromEntries(
      podsOf(objects).map(({ owner, containers }) => [owner, containers[0]?.args]),
    );
    expect(started).toMatchObject({
      'Job/todo-migration': ['migrate.js'],
      'Deployment/todo-backend': undefined,
    });
  });
});

describe('pods restart', () => {
  const annotations = async (values: Values) => {
    const rendered = await render(values);
    return podOf(rendered.one<V1Deployment>('Deployment', 'todo-backend')).template.metadata?.annotations;
  };

  it.each<[string, Values, string]>([
    ['the configuration changes', { logLevel: 'debug' }, 'checksum/config'],
    [
      'the database moves',
      { databaseUrl: 'postgresql://app:second-word@db.example/todo' },
      'checksum/secrets',
    ],
    ['the key of the model changes', { openai: { apiKey: 'another-word' } }, 'checksum/secrets'],
  ])('when %s', async (_name, change, annotation) => {
    const [before, after] = [await annotations(external), await annotations({ ...external, ...change })];
    expect(after?.[annotation]).not.toBe(before?.[annotation]);
  });

  it('not when only migrations connect elsewhere', async () => {
    const migrationDatabaseUrl = 'postgresql://owner:third-word@direct.example/todo';
    expect(await annotations({ ...external, migrationDatabaseUrl })).toEqual(await annotations(external));
  });
});

describe('the migration Job', () => {
  const nameOf = async (values: Values) =>
    (await render(values)).one<V1Job>('Job', 'todo-migration').metadata.name;

  it.each<[string, Values]>([
    ['another image', { images: { backend: { digest } } }],
    ['other resources', { migration: { resources: { limits: { cpu: '700m' } } } }],
    ['another number of tries', { migration: { backoffLimit: 2 } }],
    ['another database', external],
  ])('is another one for %s, as a Job cannot change', async (_name, values) => {
    expect(await nameOf(values)).not.toBe(await nameOf({}));
  });

  it('stays the same when nothing of it changes', async () => {
    expect(await nameOf({ frontend: { replicas: 5 }, logLevel: 'debug' })).toBe(await nameOf({}));
  });

  it('is no hook, so that helm --wait does not wait for a backend without a schema', () => {
    expect(objects.one<V1Job>('Job', 'todo-migration').metadata.annotations).toBeUndefined();
  });
});

describe('without its own PostgreSQL', () => {
  it('the chart renders nothing of it', async () => {
    const rendered = await render(external);
    expect(rendered.all.filter(({ metadata }) => metadata.name.includes('postgresql'))).toEqual([]);
    expect(JSON.stringify(rendered.all)).not.toContain('postgresql:5432');
  });
});
