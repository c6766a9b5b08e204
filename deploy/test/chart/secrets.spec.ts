import { describe, expect, it } from '@jest/globals';
import type { V1ConfigMap, V1Deployment, V1Job, V1StatefulSet } from '@kubernetes/client-node';
import { refusal, render, template, type ChartObjects, type Values } from './helm.ts';
import { podOf } from './pods.ts';

const databaseUrl = 'postgresql://app:canary-one@db.example/todo?sslmode=require';
const migrationDatabaseUrl = 'postgresql://owner:canary-two@direct.example:6432/todo';
const apiKey = 'canary-three';
const external: Values = {
  postgresql: { enabled: false },
  databaseUrl,
  migrationDatabaseUrl,
  openai: { apiKey },
};

type Workload = V1Deployment & V1Job & V1StatefulSet;

/** Each file below /etc/todo/secrets, with the Secret that it comes from. */
function secretFiles(objects: ChartObjects, kind: string, name: string): Readonly<Record<string, string>> {
  const { spec, containers } = podOf(objects.one<Workload>(kind, name));
  const mount = containers[0]?.volumeMounts?.find(({ mountPath }) => mountPath === '/etc/todo/secrets');
  expect(mount).toMatchObject({ name: 'secrets', readOnly: true });
  const projected = spec.volumes?.find((volume) => volume.name === mount?.name)?.projected;
  expect(projected?.defaultMode).toBe(0o440);
  const files = projected?.sources?.flatMap(({ secret }) =>
    (secret?.items ?? []).map(({ path }) => [path, secret?.name ?? ''] as const),
  );
  return Object.fromEntries(files ?? []);
}

describe('secrets that nobody gave', () => {
  it('are generated, and left alone afterwards by the deploy library and by helm uninstall', async () => {
    const objects = await render();
    const kept = { 'todo-deploy/apply': 'once', 'helm.sh/resource-policy': 'keep' };
    expect(objects.one('Secret', 'todo-auth').metadata.annotations).toEqual(kept);
    expect(objects.one('Secret', 'todo-postgresql').metadata.annotations).toEqual(kept);
    expect(objects.secret('todo-auth')['better-auth-secret']).toMatch(/^[A-Za-z0-9]{48}$/);
  });

  it('agree with each other', async () => {
    const { 'postgres-password': password, ...rest } = (await render()).secret('todo-postgresql');
    expect(password).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(rest).toEqual({ 'database-url': `postgresql://todo:${password}@todo-postgresql:5432/todo` });
  });

  it('arrive where they are read', async () => {
    const objects = await render();
    expect(secretFiles(objects, 'Deployment', 'todo-backend')).toEqual({
      'better-auth-secret': 'todo-auth',
      'database-url': 'todo-postgresql',
    });
    expect(secretFiles(objects, 'StatefulSet', 'todo-postgresql')).toEqual({
      'postgres-password': 'todo-postgresql',
    });
    expect(secretFiles(objects, 'Job', 'todo-migration')).toEqual({ 'database-url': 'todo-postgresql' });
  });
});

describe('secrets given as values', () => {
  it('are in one ordinary Secret, which follows the values', async () => {
    const objects = await render(external);
    expect(objects.secret('todo-provided')).toEqual({
      'database-url': databaseUrl,
      'migration-database-url': migrationDatabaseUrl,
      'openai-api-key': apiKey,
    });
    expect(objects.one('Secret', 'todo-provided').metadata.annotations).toBeUndefined();
    expect(objects.has('Secret', 'todo-postgresql')).toBe(false);
  });

  it('arrive where they are read, and nowhere else', async () => {
    const objects = await render(external);
    expect(secretFiles(objects, 'Deployment', 'todo-backend')).toEqual({
      'better-auth-secret': 'todo-auth',
      'database-url': 'todo-provided',
      'openai-api-key': 'todo-provided',
    });
    expect(secretFiles(objects, 'Job', 'todo-migration')).toEqual({
      'migration-database-url': 'todo-provided',
    });
    const others = objects.all.filter(({ kind }) => kind !== 'Secret');
    expect(JSON.stringify(others)).not.toContain('canary');
  });

  it('are used for migrations too when there is no URL for these', async () => {
    const objects = await render({ postgresql: { enabled: false }, databaseUrl });
    expect(secretFiles(objects, 'Job', 'todo-migration')).toEqual({ 'database-url': 'todo-provided' });
  });
});

describe('a Secret of the user', () => {
  it('takes the place of all others', async () => {
    const keys = ['better-auth-secret', 'database-url', 'openai-api-key', 'postgres-password'];
    const objects = await render({ existingSecret: { name: 'mine', keys } });
    expect(objects.ofKind('Secret')).toEqual([]);
    expect(secretFiles(objects, 'Deployment', 'todo-backend')).toEqual({
      'better-auth-secret': 'mine',
      'database-url': 'mine',
      'openai-api-key': 'mine',
    });
    expect(secretFiles(objects, 'StatefulSet', 'todo-postgresql')).toEqual({ 'postgres-password': 'mine' });
  });

  it('leaves to the chart what it does not have', async () => {
    const objects = await render({ existingSecret: { name: 'mine', keys: ['openai-api-key'] } });
    expect(secretFiles(objects, 'Deployment', 'todo-backend')).toEqual({
      'better-auth-secret': 'todo-auth',
      'database-url': 'todo-postgresql',
      'openai-api-key': 'mine',
    });
  });
});

describe('the backend', () => {
  it('is told where its secrets lie, by variables and the configuration together', async () => {
    const objects = await render(external);
    const [container] = podOf(objects.one<V1Deployment>('Deployment', 'todo-backend')).containers;
    const { data } = objects.one<V1ConfigMap>('ConfigMap', 'todo-backend');
    const entries = (container?.env ?? []).map(({ name, value, valueFrom }) => {
      const reference = valueFrom?.configMapKeyRef;
      if (reference) expect(reference.name).toBe('todo-backend');
      return [name, value ?? data?.[reference?.key ?? '']];
    });
    expect(Object.fromEntries(entries)).toEqual({
      HOST: '0.0.0.0',
      PORT: '8000',
      DATABASE_URL_FILE: '/etc/todo/secrets/database-url',
      BETTER_AUTH_SECRET_FILE: '/etc/todo/secrets/better-auth-secret',
      OPENAI_API_KEY_FILE: '/etc/todo/secrets/openai-api-key',
    });
  });

  it('is told of a key only when there is one', async () => {
    const [container] = podOf((await render()).one<V1Deployment>('Deployment', 'todo-backend')).containers;
    expect(container?.env?.map(({ name }) => name)).not.toContain('OPENAI_API_KEY_FILE');
  });

  it('takes its settings from the values', async () => {
    const settings = {
      publicUrl: 'https://todo.example',
      trustedOrigins: ['https://a.example', 'https://b.example'],
      trustedProxies: ['10.0.0.0/8'],
      logLevel: 'warn',
      rateLimits: { signInsPerMinute: 7 },
      openai: { baseUrl: 'http://models.example:11434/v1', model: 'small' },
    };
    expect((await render(settings)).one<V1ConfigMap>('ConfigMap', 'todo-backend').data).toEqual({
      TODO_PUBLIC_URL: 'https://todo.example',
      TODO_TRUSTED_ORIGINS: 'https://a.example,https://b.example',
      TODO_TRUSTED_PROXIES: '10.0.0.0/8',
      TODO_LOG_LEVEL: 'warn',
      TODO_REQUESTS_PER_MINUTE_MAX: '1200',
      TODO_SIGN_INS_PER_MINUTE_MAX: '7',
      OPENAI_BASE_URL: 'http://models.example:11434/v1',
      OPENAI_MODEL: 'small',
      AUTH_FILE: '/etc/todo/secrets/better-auth-secret',
    });
  });
});

describe('values that do not go together', () => {
  it.each<[string, Values, string]>([
    ['no database', { postgresql: { enabled: false } }, 'databaseUrl: missing'],
    ['two databases', { databaseUrl }, 'databaseUrl: leads elsewhere'],
    ['two databases for migrations', { migrationDatabaseUrl }, 'migrationDatabaseUrl: leads elsewhere'],
    ['a Secret without keys', { existingSecret: { name: 'mine' } }, 'existingSecret: name and keys'],
    [
      'keys without a Secret',
      { existingSecret: { keys: ['database-url'] } },
      'existingSecret: name and keys',
    ],
    [
      'a password without its URL',
      { existingSecret: { name: 'mine', keys: ['postgres-password'] } },
      'existingSecret.keys: with postgresql.enabled',
    ],
    [
      'a key given twice',
      { existingSecret: { name: 'mine', keys: ['openai-api-key'] }, openai: { apiKey } },
      'openai.apiKey: given twice',
    ],
    [
      'a URL of another database',
      { postgresql: { enabled: false }, databaseUrl: 'mysql://app:canary@db.example/todo' },
      'databaseUrl: not of the form postgresql://',
    ],
  ])('are refused: %s', async (_name, values, message) => {
    const complaint = await refusal(values);
    expect(complaint).toContain(message);
    expect(complaint).not.toContain('canary');
  });

  it.each([
    'postgresql://u:canary%zz@h/d',
    'postgresql://u:canary@[::1]:6543/d',
    'postgresql://:canary@',
    'x',
  ])('never show a secret: %s', async (url) => {
    const { complaint } = await template({ postgresql: { enabled: false }, databaseUrl: url });
    expect(complaint).not.toContain('canary');
  });
});
