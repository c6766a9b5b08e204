import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { atOnce, type Cause } from '../rollout/cause.ts';
import { emptyWorld, type World } from '../rollout/new-pods.ts';
import type { Found } from './found-causes.ts';
import type { KnownObject } from './known-objects.ts';
import { traceRoots } from './trace-roots.ts';

const ready = { state: 'ready' as const, reason: 'Ready', message: 'ready' };

function known(unit: string, object: KubernetesObject): KnownObject {
  const { apiVersion, kind, metadata } = object;
  return { unit, ref: { apiVersion, kind, namespace: 'todo', name: metadata.name }, status: ready, object };
}

function workload(name: string, replicas = 1, image = 'node'): KnownObject {
  const template = { metadata: { labels: { app: name } }, spec: { containers: [{ name, image }] } };
  const metadata = { name, namespace: 'todo', uid: name };
  return known(name, { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec: { replicas, template } });
}

const service = known('db', {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'database', namespace: 'todo' },
  spec: { clusterIP: '10.96.0.5', selector: { app: 'db' }, ports: [{ port: 5432 }] },
});

function deleted({ object: _object, ...rest }: KnownObject): KnownObject {
  return { ...rest, status: { state: 'failed', reason: 'Missing', message: 'it was deleted' } };
}

function found(object: KnownObject, cause: Partial<Cause> = {}): Found {
  const whole: Cause = {
    ...{ code: 'CONTAINER_CRASHED', reason: 'CrashLoopBackOff', detail: `${object.ref.name} crashes` },
    ...{ advice: `mend ${object.ref.name}`, patienceMs: atOnce },
    ...cause,
  };
  return { object, cause: whole };
}

const app = workload('app');

interface Scene {
  readonly objects: readonly KnownObject[];
  readonly found?: readonly Found[];
  readonly world?: World;
}

/** What is said of the app, and of whatever it follows from, when its log ends with this line. */
function traced(line: string, scene: Scene) {
  const around = { world: emptyWorld, found: [], ...scene, objects: [app, ...scene.objects] };
  const own = { ...found(app), detail: 'app crashes', lines: ['last lines of app-1:', `  ${line}`] };
  const others = around.found.map((each) => ({ ...each, detail: each.cause.detail, lines: [] }));
  const [first, ...rest] = traceRoots([own, ...others], { ...around, found: [found(app), ...around.found] });
  return { app: first, rest };
}

describe('traceRoots', () => {
  it.each([
    ['its Service by name', 'connect ECONNREFUSED database:5432'],
    ['its Service by its whole name', 'getaddrinfo ENOTFOUND database.todo.svc.cluster.local'],
    ['its Service by address', 'connect ECONNREFUSED 10.96.0.5:5432'],
    ['one of its pods by name', 'getaddrinfo ENOTFOUND db-0.database'],
  ])('follows %s to what is scaled to nothing', (_how, line) => {
    const { app: follower, rest } = traced(line, { objects: [service, workload('db', 0)] });
    expect(follower).toMatchObject({
      detail: `app crashes; this follows from StatefulSet/todo/db: it has no replicas`,
      cause: {
        reason: 'CrashLoopBackOff',
        advice: 'kubectl scale statefulset db --replicas 1 --namespace todo',
      },
    });
    expect(rest).toHaveLength(1);
    expect(rest[0]).toMatchObject({
      cause: { reason: 'ScaledToZero' },
      detail: `it has no replicas; StatefulSet/todo/app needs it (${line})`,
    });
  });

  it('follows a call to what is found to be down', () => {
    const db = workload('db');
    const scene = { objects: [service, db], found: [found(db)] };
    const { app: follower, rest } = traced('connect ECONNREFUSED 10.96.0.5:5432', scene);
    expect(follower?.root?.object.ref.name).toBe('db');
    expect(follower?.cause.advice).toBe('mend db');
    expect(rest.map(({ detail }) => detail)).toEqual([
      'db crashes; StatefulSet/todo/app needs it (connect ECONNREFUSED 10.96.0.5:5432)',
    ]);
  });

  it.each([
    ['Service', [deleted(service), workload('db')], 'database'],
    ['workload', [service, deleted(workload('db'))], 'db'],
  ])('follows a call to a %s that was deleted', (_what, objects, name) => {
    const gone = objects.filter(({ object }) => !object).map((each) => found(each, { reason: 'Missing' }));
    const { app: follower } = traced('connect ECONNREFUSED database:5432', { objects, found: gone });
    expect(follower?.root?.object.ref.name).toBe(name);
  });

  it('follows a call to a Service that leads nowhere', () => {
    const astray = found(service, { reason: 'WrongPort' });
    const scene = { objects: [service, workload('db')], found: [astray] };
    expect(traced('connect ECONNREFUSED database:5432', scene).app?.root).toBe(astray);
  });

  it('follows a call to a pod by its address', () => {
    const ownerReferences = [{ kind: 'StatefulSet', name: 'db', uid: 'db' }];
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'db-0', ownerReferences },
      status: { podIP: '10.0.0.7' },
    };
    const db = workload('db');
    const scene = { objects: [db], found: [found(db)], world: { ...emptyWorld, pods: [pod] } };
    expect(traced('connect ECONNREFUSED 10.0.0.7:5432', scene).app?.root?.object).toBe(db);
  });

  it('takes a program that names no host to mean the one database that is down', () => {
    const cache = workload('cache', 1, 'redis:8');
    const db = workload('db', 0, 'postgres:18');
    const line = '{"code":"DATABASE_UNAVAILABLE"}';
    expect(traced(line, { objects: [cache, db] }).app?.root?.object.ref.name).toBe('db');
    expect(traced(line, { objects: [workload('cache', 0, 'redis:8'), db] }).app).not.toHaveProperty('root');
    expect(traced(line, { objects: [workload('web', 0)] }).app).not.toHaveProperty('root');
  });

  it('says when a Service is called at a port that it does not have', () => {
    const { app: caller, rest } = traced('connect ECONNREFUSED database:5433', {
      objects: [service, workload('db')],
    });
    expect(caller).toMatchObject({
      detail:
        'app crashes; connect ECONNREFUSED database:5433: Service database has no port 5433; it has 5432',
      cause: {
        reason: 'WrongPort',
        advice: 'have it call database at port 5432, in the chart or its configuration',
      },
    });
    expect(rest).toEqual([]);
  });

  it('says when a name is that of no Service', () => {
    const { app: caller } = traced('getaddrinfo ENOTFOUND databse', { objects: [service, workload('db')] });
    expect(caller?.cause).toMatchObject({ reason: 'HostUnknown' });
    expect(caller?.detail).toContain('no Service of the environment is called databse');
  });

  it.each([
    ['what is called is well', 'connect ECONNREFUSED database:5432'],
    ['it is elsewhere', 'getaddrinfo ENOTFOUND db.example.com'],
    ['nothing was called', 'TypeError: x is not a function'],
  ])('leaves a cause as it is when %s', (_what, line) => {
    const { app: alone, rest } = traced(line, { objects: [service, workload('db')] });
    expect(alone).toMatchObject({ detail: 'app crashes', cause: { reason: 'CrashLoopBackOff' } });
    expect(alone).not.toHaveProperty('root');
    expect(rest).toEqual([]);
  });

  it('takes one of two that cannot reach each other at its own word', () => {
    const db = workload('db');
    const appService = known('app', {
      ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'app', namespace: 'todo' } },
      spec: { selector: { app: 'app' }, ports: [{ port: 80 }] },
    });
    const both = [found(app), found(db)];
    const around = { objects: [app, db, service, appService], found: both, world: emptyWorld };
    const calls = ['connect ECONNREFUSED database:5432', 'connect ECONNREFUSED app:80'];
    const shown = both.map((each, index) => ({ ...each, detail: 'down', lines: [calls[index] ?? ''] }));
    expect(traceRoots(shown, around).map(({ root }) => root?.object.ref.name)).toEqual([undefined, 'app']);
  });
});
