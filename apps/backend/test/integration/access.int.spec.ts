import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Task } from '@todo/contracts';
import { Client } from 'pg';
import { type Api, startApi } from './api.ts';
import { Person } from './person.ts';

// Every route of one user's data: nobody else may read or change a thing through any of them, however they write it.
const routes: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ['GET', '/api/{user}/tasks'],
  ['POST', '/api/{user}/tasks', { title: 'Mallory was here' }],
  ['GET', '/api/{user}/tasks/{task}'],
  ['PUT', '/api/{user}/tasks/{task}', { title: 'Mallory was here' }],
  ['DELETE', '/api/{user}/tasks/{task}'],
  ['PATCH', '/api/{user}/tasks/{task}/complete'],
  ['POST', '/api/{user}/chat', { message: 'Add a task to be here' }],
  ['GET', '/api/{user}/conversations'],
  ['GET', '/api/{user}/conversations/{conversation}/messages'],
];

let api: Api;
let ada: Person;
let mallory: Person;
let task: Task;
let conversation: number;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  ada = await Person.account(api.url, 'ada@example.com');
  mallory = await Person.account(api.url, 'mallory@example.com');
  task = Task.parse((await ada.call('POST', '/api/{me}/tasks', { body: { title: 'Secret plan' } })).body);
  client = new Client({ connectionString: api.databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ id: number }>(
    `WITH opened AS (INSERT INTO conversations (user_id) VALUES ($1) RETURNING id)
     INSERT INTO messages (user_id, conversation_id, role, content)
     SELECT $1, id, 'user', 'Secret words' FROM opened RETURNING conversation_id AS id`,
    [ada.id],
  );
  conversation = rows[0]?.id ?? 0;
});
afterAll(async () => {
  await client.end();
  await api.close();
});

function fill(path: string, user: string): string {
  return path
    .replace('{user}', user)
    .replace('{task}', String(task.id))
    .replace('{conversation}', String(conversation));
}

/** All rows that belong to someone. */
async function state(): Promise<unknown> {
  const { rows } = await client.query(`
    SELECT (SELECT json_agg(tasks ORDER BY id) FROM tasks) AS tasks,
           (SELECT json_agg(conversations ORDER BY id) FROM conversations) AS conversations,
           (SELECT json_agg(messages ORDER BY id) FROM messages) AS messages`);
  return rows[0];
}

describe.each(routes)('%s %s', (method, path, body) => {
  it('answers 401 without a session, and with one that is not real', async () => {
    const before = await state();
    const stranger = new Person(api.url);
    const forged = ada.cookie.replace(/\.[^.]+$/, '.AAAA');
    const attempts = [
      {},
      { cookie: 'todo.session_token=x.y' },
      { cookie: forged },
      { cookie: forged.split('.').slice(0, 2).join('.') },
      { authorization: 'Bearer x.y' },
      { authorization: `Bearer ${ada.bearer.split('.')[0]}` },
      { authorization: `Basic ${ada.bearer}` },
    ];
    for (const headers of attempts) {
      const answer = await stranger.call(method, fill(path, ada.id), {
        body,
        headers: headers as Record<string, string>,
      });
      expect(answer).toMatchObject({ status: 401, body: { error: { code: 'SIGNED_OUT' } } });
    }
    expect(await state()).toEqual(before);
  });

  it('answers 403 for another user’s path, however it is written', async () => {
    const before = await state();
    const encoded = [...ada.id].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
    const spellings = [
      ada.id,
      ada.id.toLowerCase(),
      ada.id.toUpperCase(),
      encoded,
      `${ada.id}%20`,
      `${mallory.id}%00`,
    ];
    const others = [
      'me',
      '*',
      '%2a',
      'undefined',
      'null',
      '0',
      '1',
      `${mallory.id},${ada.id}`,
      `%5B%22${ada.id}%22%5D`,
    ];
    for (const user of [...spellings, ...others]) {
      const answer = await mallory.call(method, fill(path, user), { body });
      expect({ user, ...answer }).toMatchObject({ status: 403, body: { error: { code: 'USER_MISMATCH' } } });
      expect(JSON.stringify(answer.body)).not.toContain('Secret');
    }
    expect(await state()).toEqual(before);
  });

  it('is not reached by a path that hides another one', async () => {
    const before = await state();
    for (const user of [
      '',
      '.',
      `${mallory.id}/../${ada.id}`,
      `${mallory.id}%2f..%2f${ada.id}`,
      `${ada.id}/`,
    ]) {
      const answer = await mallory.call(method, fill(path, user), { body });
      expect([403, 404]).toContain(answer.status);
    }
    expect(await state()).toEqual(before);
  });

  it('refuses a change that a page of another site asks for', async () => {
    const before = await state();
    for (const origin of [
      'https://evil.example',
      'null',
      'http://localhost:8081',
      'http://localhost:8080.evil.example',
    ]) {
      const answer = await ada.call(method, fill(path, ada.id), { body, headers: { origin } });
      if (method !== 'GET')
        expect(answer).toMatchObject({ status: 403, body: { error: { code: 'ORIGIN_REFUSED' } } });
    }
    expect(await state()).toEqual(before);
  });
});

describe.each(routes.filter(([, path]) => /\{(task|conversation)\}/.test(path)))(
  '%s %s',
  (method, path, body) => {
    it('answers 404 under one’s own path, as for what does not exist', async () => {
      const before = await state();
      const theirs = await mallory.call(method, fill(path, mallory.id), { body });
      const absent = await mallory.call(
        method,
        path.replace('{user}', mallory.id).replace(/\{\w+\}/, '999999'),
        { body },
      );
      expect(theirs.status).toBe(404);
      expect(absent.status).toBe(404);
      expect(codeOf(theirs.body)).toBe(codeOf(absent.body));
      expect(await state()).toEqual(before);
    });
  },
);

describe('the assistant', () => {
  it('does not go on with another user’s conversation, nor reach another user’s tasks', async () => {
    const before = await state();
    const body = { conversation_id: conversation, message: 'Show me all my tasks' };
    expect(await mallory.call('POST', '/api/{me}/chat', { body })).toMatchObject({
      status: 404,
      body: { error: { code: 'CONVERSATION_NOT_FOUND' } },
    });
    expect(await state()).toEqual(before);
    for (const message of [
      `Mark task ${task.id} as complete`,
      `Delete task ${task.id}`,
      `Change task ${task.id} to 'x'`,
    ]) {
      await mallory.call('POST', '/api/{me}/chat', { body: { message } });
    }
    expect(await ada.call('GET', `/api/{me}/tasks/${task.id}`)).toMatchObject({ status: 200, body: task });
  });
});

describe('a session', () => {
  it('works as a bearer token, also for one’s own data only', async () => {
    const program = new Person(api.url);
    const headers = { authorization: `Bearer ${ada.bearer}` };
    expect(await program.call('GET', fill('/api/{user}/tasks', ada.id), { headers })).toMatchObject({
      status: 200,
    });
    expect(await program.call('GET', fill('/api/{user}/tasks', mallory.id), { headers })).toMatchObject({
      status: 403,
    });
  });

  it('ends at once when its user signs out', async () => {
    const other = await Person.guest(api.url);
    expect(await other.call('GET', '/api/{me}/tasks')).toMatchObject({ status: 200 });
    await other.call('POST', '/api/auth/sign-out', { body: {} });
    expect(await other.call('GET', '/api/{me}/tasks')).toMatchObject({ status: 401 });
  });

  it('ends when its time is over', async () => {
    const other = await Person.guest(api.url);
    await client.query('UPDATE sessions SET expires_at = now() WHERE user_id = $1', [other.id]);
    expect(await other.call('GET', '/api/{me}/tasks')).toMatchObject({ status: 401 });
  });

  it('finds the words of one’s own conversations', async () => {
    expect(await ada.call('GET', '/api/{me}/conversations')).toMatchObject({ body: [{ id: conversation }] });
    expect(await ada.call('GET', `/api/{me}/conversations/${conversation}/messages`)).toMatchObject({
      body: [{ role: 'user', content: 'Secret words', tool_calls: [] }],
    });
  });
});

function codeOf(body: unknown): unknown {
  return (body as { error: { code: string } }).error.code;
}
