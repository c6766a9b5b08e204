import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type PostgresServer, startPostgres } from '@todo/testing';
import { until } from '@todo/testing/until';
import { migrate } from '../../src/database/migrate.ts';
import { migrationsFolder } from '../../src/database/migration-files.ts';
import { variables } from './api.ts';
import { Person } from './person.ts';
import { type Program, runProgram } from './program.ts';
import { type Router, startRouter } from './router.ts';

const dist = join(import.meta.dirname, '../../dist');

let postgres: PostgresServer;
let databaseUrl: string;
const programs: Program[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  databaseUrl = await postgres.createDatabase();
  await migrate({ url: databaseUrl, folder: migrationsFolder, waitMs: 10_000, onProgress: () => undefined });
});
afterAll(() => postgres.close());
afterEach(async () => {
  programs.forEach(({ child }) => child.kill('SIGKILL'));
  await Promise.all(programs.splice(0).map(({ ended }) => ended));
});

function start(name: 'main.js' | 'migrate.js', overrides: Record<string, string> = {}): Program {
  const program = runProgram(name, { ...variables(databaseUrl), ...overrides });
  programs.push(program);
  return program;
}

async function startReplica(overrides: Record<string, string> = {}): Promise<Program & { port: number }> {
  const program = start('main.js', overrides);
  await until(
    () => program.output().includes('listening') && program.output().includes('Database: available'),
  );
  const port = Number(program.output().match(/listening at http:\/\/127\.0\.0\.1:(\d+)/)?.[1]);
  return { ...program, port };
}

describe('migrate.js', () => {
  it('migrates, says what it did, and has nothing to do the next time', async () => {
    const fresh = { DATABASE_URL: await postgres.createDatabase() };
    const first = start('migrate.js', fresh);
    expect(await first.ended).toBe(0);
    expect(first.output()).toMatch(/^migration 0000_\S+ {2}applied in \d+ ms$/m);
    const second = start('migrate.js', fresh);
    expect(await second.ended).toBe(0);
    expect(second.output()).toMatch(/^database {2}schema version \d+, 0 migrations applied\n$/);
  });

  it('ends at once when it is interrupted while it waits', async () => {
    const url = new URL(databaseUrl);
    url.port = '1';
    const program = start('migrate.js', { DATABASE_URL: url.href });
    await until(() => program.output().includes('waiting'));
    program.child.kill('SIGINT');
    expect(await program.ended).toBe(130);
    expect(program.output()).toContain('MIGRATION_INTERRUPTED');
  });
});

describe('a program that cannot start', () => {
  it.each([
    [
      'main.js',
      { DATABASE_URL: 'canary' },
      20,
      'ENVIRONMENT_INVALID  Environment: DATABASE_URL is not of the form',
    ],
    ['migrate.js', { DATABASE_URL: '' }, 20, 'ENVIRONMENT_INVALID  Environment: DATABASE_URL is not set'],
    [
      'main.js',
      { DATABASE_URL: 'wrong password' },
      22,
      'DATABASE_REFUSED  Database: it refuses what DATABASE_URL says',
    ],
    [
      'migrate.js',
      { DATABASE_URL: 'wrong password' },
      22,
      'DATABASE_REFUSED  Database: it refuses what DATABASE_URL says',
    ],
  ] as const)(
    'says why in one sentence and ends with a code of its own: %s %j',
    async (...[name, given, code, words]) => {
      const wrong = new URL(databaseUrl);
      wrong.password = 'canary';
      const overrides = given.DATABASE_URL === 'wrong password' ? { DATABASE_URL: wrong.href } : given;
      const program = start(name, overrides);
      expect(await program.ended).toBe(code);
      expect(program.output()).toContain(words);
      expect(program.output()).toMatch(/^ {2}Next: \S.*$/m);
      expect(program.output()).not.toContain('canary');
    },
  );

  it('names the port that another program has', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const program = start('main.js', { PORT: String(port) });
    expect(await program.ended).toBe(21);
    expect(program.output()).toContain(`PORT_TAKEN  Port ${port} on 127.0.0.1`);
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('main.js', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends soon and cleanly on %s, whatever connections are open',
    async (signal) => {
      const replica = await startReplica();
      const used = new Agent({ keepAlive: true });
      expect(await get(`http://127.0.0.1:${replica.port}/health`, used)).toBe(200);
      const unused = connect(replica.port, '127.0.0.1');
      await once(unused, 'connect');
      const startedAt = performance.now();
      replica.child.kill(signal);
      expect(await replica.ended).toBe(0);
      // Long before the 40 s at which it would cut them.
      expect(performance.now() - startedAt).toBeLessThan(20_000);
      used.destroy();
      unused.destroy();
    },
  );

  it('ends at once when told twice', async () => {
    const replica = await startReplica({ TODO_DRAIN_WAIT_MS: '60000' });
    replica.child.kill('SIGTERM');
    await until(() => replica.output().includes('finishing'));
    replica.child.kill('SIGTERM');
    expect(await replica.ended).toBe(143);
  });

  it('is not ready while it ends', async () => {
    const replica = await startReplica({ TODO_DRAIN_WAIT_MS: '60000' });
    replica.child.kill('SIGTERM');
    await until(() => replica.output().includes('finishing'));
    const person = new Person(`http://127.0.0.1:${replica.port}`);
    expect(await person.call('GET', '/ready')).toMatchObject({
      status: 503,
      body: { error: { code: 'SHUTTING_DOWN' } },
    });
    expect(await person.call('GET', '/health')).toMatchObject({ status: 200 });
  });
});

describe('replacing a replica under load', () => {
  let router: Router;
  afterEach(() => router.close());

  it('fails no request of keep-alive clients, though the router learns of it late', async () => {
    const [going, staying] = await Promise.all([
      startReplica({ TODO_DRAIN_WAIT_MS: '5000' }),
      startReplica(),
    ]);
    router = await startRouter([going.port, staying.port]);
    const person = await Person.guest(router.url);
    const load = startLoad(`${router.url}/api/${person.id}/tasks`, person.cookie);
    const answers = async (count: number) => {
      const before = load.statuses.length;
      await until(() => load.statuses.length >= before + count);
    };
    await answers(50);
    going.child.kill('SIGTERM');
    await until(() => going.output().includes('finishing'));
    await answers(50);
    router.remove(going.port);
    expect(await going.ended).toBe(0);
    await answers(50);
    const statuses = await load.stop();
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });
});

describe('dist/', () => {
  const files = () => readdirSync(dist, { recursive: true, encoding: 'utf8' });

  it('holds nothing of the folder it was built in', () => {
    const root = join(import.meta.dirname, '../../../..');
    for (const file of files().filter((name) => /\.(js|json|txt)$/.test(name))) {
      const text = readFileSync(join(dist, file), 'utf8');
      expect({ file, hasPath: text.includes(root) }).toEqual({ file, hasPath: false });
    }
  });

  it('is small enough for the image', () => {
    const bytes = files().reduce((sum, file) => sum + statSync(join(dist, file)).size, 0);
    expect(bytes).toBeLessThan(6_000_000);
  });
});

/** 100 requests per second over connections that are kept open, whatever the answers. */
function startLoad(url: string, cookie: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const running: Promise<void>[] = [];
  const statuses: (number | string)[] = [];
  const timer = setInterval(() => {
    running.push(get(url, agent, cookie).then((status) => void statuses.push(status)));
  }, 10);
  return {
    statuses,
    async stop() {
      clearInterval(timer);
      await Promise.all(running);
      agent.destroy();
      return statuses;
    },
  };
}

/** The answer's status, or the code of the failure. */
function get(url: string, agent: Agent, cookie = ''): Promise<number | string> {
  return new Promise((resolve) => {
    const sent = request(url, { agent, headers: { cookie } }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    });
    sent.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    sent.end();
  });
}
