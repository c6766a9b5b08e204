import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Task } from '@todo/contracts';
import { until } from '@todo/testing/until';
import { Client } from 'pg';
import { type Api, startApi } from './api.ts';
import { type Answer, Person } from './person.ts';

let api: Api;
let ada: Person;

beforeAll(async () => {
  api = await startApi();
  ada = await Person.account(api.url, 'ada@example.com');
});
afterAll(() => api.close());

const unavailable = { status: 503, body: { error: { code: 'DATABASE_UNAVAILABLE' } } };

function ready(): Promise<void> {
  return until(async () => (await ada.call('GET', '/ready')).status === 200);
}

/** A connection of the test itself, which an outage may end. */
async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

describe('while PostgreSQL is down', () => {
  it('every route says so, the process stays healthy, and all works again by itself', async () => {
    await api.postgres.stop();
    const routes: [string, string, unknown?][] = [
      ['GET', '/api/{me}/tasks'],
      ['POST', '/api/{me}/tasks', { title: 'x' }],
      ['PUT', '/api/{me}/tasks/1', { title: 'x' }],
      ['PATCH', '/api/{me}/tasks/1/complete'],
      ['DELETE', '/api/{me}/tasks/1'],
      ['POST', '/api/{me}/chat', { message: 'Add a task to buy groceries' }],
      ['GET', '/api/{me}/conversations'],
      ['GET', '/api/{me}/conversations/1/messages'],
      ['GET', '/api/auth/get-session'],
      [
        'POST',
        '/api/auth/sign-in/email',
        { email: 'ada@example.com', password: 'password of ada@example.com' },
      ],
      ['POST', '/api/auth/sign-in/anonymous', {}],
      ['GET', '/ready'],
    ];
    for (const [method, path, body] of routes) {
      const answer = await ada.call(method, path, { body });
      expect({ path, ...answer }).toMatchObject(unavailable);
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    expect(await ada.call('GET', '/health')).toMatchObject({ status: 200 });
    await api.postgres.start();
    await ready();
    expect(await ada.call('GET', '/api/{me}/tasks')).toMatchObject({ status: 200 });
  });

  it('nothing that was confirmed is lost, and nothing is stored twice', async () => {
    const confirmed: string[] = [];
    const unconfirmed: string[] = [];
    let isOver = false;
    const writing = (async () => {
      for (let index = 0; !isOver; index += 1) {
        const title = `Task ${index}`;
        const { status } = await ada.call('POST', '/api/{me}/tasks', { body: { title } });
        expect([201, 503]).toContain(status);
        (status === 201 ? confirmed : unconfirmed).push(title);
      }
    })();
    await until(() => confirmed.length >= 20);
    await api.postgres.stop();
    await until(() => unconfirmed.length >= 5);
    await api.postgres.start();
    await ready();
    const before = confirmed.length;
    await until(() => confirmed.length >= before + 20);
    isOver = true;
    await writing;
    const titles = Task.array()
      .parse((await ada.call('GET', '/api/{me}/tasks')).body)
      .map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(confirmed.filter((title) => !titles.includes(title))).toEqual([]);
  });
});

describe('connections that the server ends', () => {
  it('fail no read, again and again', async () => {
    const admin = await connect(api.postgres.url());
    let isOver = false;
    const statuses: number[] = [];
    const readers = Array.from({ length: 4 }, async () => {
      while (!isOver) statuses.push((await ada.call('GET', '/api/{me}/tasks')).status);
    });
    try {
      for (let round = 1; round <= 5; round += 1) {
        await until(() => statuses.length >= round * 40);
        await admin.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'todo-backend'`,
        );
      }
    } finally {
      isOver = true;
      await Promise.all(readers);
    }
    await admin.end();
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });
});

describe('probes', () => {
  it('send no SQL while all is well', async () => {
    const admin = await connect(api.databaseUrl);
    const queriesSince = async (time: Date | undefined) => {
      const { rows } = await admin.query<{ count: string }>(
        `SELECT count(*) FROM pg_stat_activity WHERE application_name = 'todo-backend' AND query_start > $1`,
        [time],
      );
      return Number(rows[0]?.count);
    };
    const { rows } = await admin.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    const startedAt = rows[0]?.now;
    for (let index = 0; index < 100; index += 1) {
      expect(await ada.call('GET', '/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
    }
    expect(await queriesSince(startedAt)).toBe(0);
    await ada.call('GET', '/api/{me}/tasks');
    expect(await queriesSince(startedAt)).toBeGreaterThan(0);
    await admin.end();
  });
});

describe('a schema that does not fit', () => {
  it('keeps the API from being ready until it fits', async () => {
    const admin = await connect(api.databaseUrl);
    await admin.query('ALTER TABLE schema_migrations RENAME TO hidden');
    await api.postgres.stop();
    expect(await ada.call('GET', '/api/{me}/tasks')).toMatchObject(unavailable);
    await api.postgres.start();
    const refused = { status: 503, body: { error: { code: 'SCHEMA_OUT_OF_RANGE' } } };
    await until(async () => codeOf(await ada.call('GET', '/ready')) !== 'DATABASE_UNAVAILABLE');
    expect(await ada.call('GET', '/ready')).toMatchObject(refused);
    expect(await ada.call('GET', '/api/{me}/tasks')).toMatchObject(refused);
    const again = await connect(api.databaseUrl);
    await again.query('ALTER TABLE hidden RENAME TO schema_migrations');
    await again.end();
    await ready();
    expect(await ada.call('GET', '/api/{me}/tasks')).toMatchObject({ status: 200 });
  });
});

function codeOf({ body }: Answer): string | undefined {
  return (body as { error?: { code: string } }).error?.code;
}
