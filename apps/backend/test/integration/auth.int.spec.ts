import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Task } from '@todo/contracts';
import { until } from '@todo/testing/until';
import { Client } from 'pg';
import { type Api, authSecret, startApi } from './api.ts';
import { type Answer, Person } from './person.ts';

let api: Api;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = new Client({ connectionString: api.databaseUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await api.close();
});

async function addTask(person: Person, title: string): Promise<Task> {
  return Task.parse((await person.call('POST', '/api/{me}/tasks', { body: { title } })).body);
}

async function titlesOf(person: Person): Promise<string[]> {
  const { body } = await person.call('GET', '/api/{me}/tasks');
  return Task.array()
    .parse(body)
    .map(({ title }) => title);
}

/** Whether a query that begins so waits for a lock. */
async function isWaiting(start: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND starts_with(query, $1)`,
    [start],
  );
  return rowCount !== 0;
}

describe('signing up and in', () => {
  it('gives a session whose cookie no script can read and no other site can send', async () => {
    const person = new Person(api.url);
    const answer = await person.enter('sign-up/email', {
      email: 'a@example.com',
      password: 'long enough',
      name: 'A',
    });
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^todo\.session_token=.*; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(await titlesOf(person)).toEqual([]);
  });

  it('marks the cookie as secure where the app is opened over https', async () => {
    const secure = await startApi({
      publicUrl: 'https://todo.example.com',
      trustedOrigins: ['http://localhost:8080'],
    });
    try {
      const answer = await new Person(secure.url).call('POST', '/api/auth/sign-in/anonymous');
      expect(answer.headers.getSetCookie()[0]).toMatch(/^__Secure-todo\.session_token=.*; Secure; /);
      expect(answer.headers.get('strict-transport-security')).toContain('max-age=31536000');
    } finally {
      await secure.close();
    }
  });

  it.each([
    [
      'a wrong password',
      'sign-in/email',
      { email: 'b@example.com', password: 'wrong password' },
      401,
      'CREDENTIALS_WRONG',
    ],
    [
      'an unknown address',
      'sign-in/email',
      { email: 'x@example.com', password: 'long enough' },
      401,
      'CREDENTIALS_WRONG',
    ],
    [
      'an address that is taken',
      'sign-up/email',
      { email: 'b@example.com', password: 'long enough', name: 'B' },
      422,
      'EMAIL_TAKEN',
    ],
    [
      'a short password',
      'sign-up/email',
      { email: 'c@example.com', password: 'short', name: 'C' },
      422,
      'REQUEST_INVALID',
    ],
    [
      'no address',
      'sign-up/email',
      { email: 'nobody', password: 'long enough', name: 'C' },
      422,
      'REQUEST_INVALID',
    ],
    ['broken JSON', 'sign-in/email', '{', 422, 'REQUEST_INVALID'],
    ['an unknown route', 'sign-in/nothing', {}, 404, 'ROUTE_NOT_FOUND'],
  ])('refuses %s in our own wire format', async (...[, how, body, status, code]) => {
    await Person.account(api.url, 'b@example.com').catch(() => undefined);
    const answer = await new Person(api.url).call('POST', `/api/auth/${String(how)}`, { body });
    expect(answer).toMatchObject({
      status,
      body: { error: { code, requestId: expect.any(String) as unknown } },
    });
  });

  it('does not let a sign-up choose what is ours to say', async () => {
    const person = new Person(api.url);
    const body = {
      email: 'd@example.com',
      password: 'long enough',
      name: 'D',
      id: 'root',
      isAnonymous: true,
      emailVerified: true,
    };
    await person.call('POST', '/api/auth/sign-up/email', { body });
    const { rows } = await client.query('SELECT * FROM users WHERE email = $1', [body.email]);
    for (const row of rows as Record<string, unknown>[]) {
      expect(row).toMatchObject({ is_anonymous: false, email_verified: false });
      expect(row.id).not.toBe('root');
    }
  });
});

describe('a guest', () => {
  it('who signs up takes along what was said and done', async () => {
    const person = await Person.guest(api.url);
    const guestId = person.id;
    await addTask(person, 'Made as a guest');
    await client.query('INSERT INTO conversations (user_id) VALUES ($1)', [guestId]);
    await person.enter('sign-up/email', { email: 'guest@example.com', password: 'long enough', name: 'G' });
    expect(person.id).not.toBe(guestId);
    expect(await titlesOf(person)).toEqual(['Made as a guest']);
    expect((await person.call('GET', '/api/{me}/conversations')).body).toHaveLength(1);
    const { rowCount } = await client.query('SELECT FROM users WHERE id = $1', [guestId]);
    expect(rowCount).toBe(0);
  });

  it('who signs in adds to what the account has', async () => {
    const owner = await Person.account(api.url, 'owner@example.com');
    await addTask(owner, 'Made at home');
    const person = await Person.guest(api.url);
    await addTask(person, 'Made on the road');
    await person.enter('sign-in/email', {
      email: 'owner@example.com',
      password: 'password of owner@example.com',
    });
    expect(person.id).toBe(owner.id);
    expect(await titlesOf(owner)).toEqual(['Made at home', 'Made on the road']);
  });

  it('who cannot sign in keeps everything as it was', async () => {
    const person = await Person.guest(api.url);
    await addTask(person, 'Still mine');
    const body = { email: 'owner@example.com', password: 'wrong password' };
    expect(await person.call('POST', '/api/auth/sign-in/email', { body })).toMatchObject({ status: 401 });
    expect(await titlesOf(person)).toEqual(['Still mine']);
  });

  it('who adds something while signing up loses nothing that was confirmed', async () => {
    const person = await Person.guest(api.url);
    const guest = Object.assign(new Person(api.url), { id: person.id, cookie: person.cookie });
    // Stops the move after the tasks, before the guest is removed.
    const holder = new Client({ connectionString: api.databaseUrl });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE messages IN SHARE MODE');
    const entering = person.enter('sign-up/email', {
      email: 'race@example.com',
      password: 'long enough',
      name: 'R',
    });
    await until(() => isWaiting('update "messages"'));
    let answer: Answer | undefined;
    const adding = guest
      .call('POST', '/api/{me}/tasks', { body: { title: 'Just in time' } })
      .then((given) => (answer = given));
    await until(async () => answer !== undefined || (await isWaiting('insert into "tasks"')));
    await holder.end();
    await entering;
    const confirmed = (await adding).status === 201 ? ['Just in time'] : [];
    expect(await titlesOf(person)).toEqual(confirmed);
  });

  it('is not made twice for one session', async () => {
    const person = await Person.guest(api.url);
    expect(await person.call('POST', '/api/auth/sign-in/anonymous')).toMatchObject({
      status: 409,
      body: { error: { code: 'ALREADY_GUEST' } },
    });
  });
});

describe('limits', () => {
  let strict: Api;
  beforeAll(async () => {
    strict = await startApi({
      requestsPerMinuteMax: 5,
      signInsPerMinuteMax: 3,
      trustedProxies: ['127.0.0.1'],
    });
  });
  afterAll(() => strict.close());

  it('answers 429 to a user who asks too often, and to nobody else', async () => {
    const eager = await Person.guest(strict.url);
    const other = await Person.guest(strict.url);
    for (let index = 0; index < 5; index += 1) {
      expect(await eager.call('GET', '/api/{me}/tasks')).toMatchObject({ status: 200 });
    }
    const answer = await eager.call('GET', '/api/{me}/tasks');
    expect(answer).toMatchObject({ status: 429, body: { error: { code: 'RATE_LIMITED' } } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await other.call('GET', '/api/{me}/tasks')).toMatchObject({ status: 200 });
  });

  it('counts sign-ins by the address that the trusted proxy names', async () => {
    const attempt = (address: string) =>
      new Person(strict.url).call('POST', '/api/auth/sign-in/email', {
        body: { email: 'x@example.com', password: 'some password' },
        headers: { 'x-forwarded-for': address, 'x-todo-client-address': '203.0.113.99' },
      });
    for (let index = 0; index < 3; index += 1)
      expect(await attempt('203.0.113.1')).toMatchObject({ status: 401 });
    const answer = await attempt('203.0.113.1');
    expect(answer).toMatchObject({ status: 429, body: { error: { code: 'RATE_LIMITED' } } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await attempt('203.0.113.2')).toMatchObject({ status: 401 });
  });
});

describe('secrets', () => {
  it('are in no line of the log', async () => {
    const person = await Person.account(api.url, 'canary@example.com');
    await addTask(person, 'canary-title');
    await client.query('ALTER TABLE tasks RENAME TO hidden');
    const broken = await person.call('POST', '/api/{me}/tasks', { body: { title: 'canary-title' } });
    await client.query('ALTER TABLE hidden RENAME TO tasks');
    expect(broken).toMatchObject({ status: 500, body: { error: { code: 'INTERNAL' } } });
    await person.call('GET', '/api/auth/get-session?token=canary-query', {
      headers: { authorization: 'Bearer canary' },
    });
    const token = decodeURIComponent(person.cookie.split('=')[1] ?? '').split('.')[0] ?? '-';
    const password = new URL(api.databaseUrl).password;
    expect(api.log()).toContain('insert into');
    for (const secret of [
      token,
      person.bearer,
      authSecret,
      password,
      'canary-title',
      'canary-query',
      'password of',
    ]) {
      expect(api.log()).not.toContain(secret);
      expect(JSON.stringify(broken.body)).not.toContain(secret);
    }
  });
});
