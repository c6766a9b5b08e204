import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ErrorBody, Task, TaskList } from '@todo/contracts';
import { type Api, startApi } from './api.ts';
import { Person } from './person.ts';

let api: Api;
let ada: Person;
let task: Task;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  ada = await Person.guest(api.url);
  task = await add({ title: 'Buy groceries', description: 'Milk, eggs' });
});

async function add(body: object): Promise<Task> {
  return Task.parse((await ada.call('POST', '/api/{me}/tasks', { body })).body);
}

async function titles(query = ''): Promise<string[]> {
  const { body } = await ada.call('GET', `/api/{me}/tasks${query}`);
  return TaskList.parse(body).map(({ title }) => title);
}

describe('POST /api/{user_id}/tasks', () => {
  it('stores a task and gives it back with its id', async () => {
    const answer = await ada.call('POST', '/api/{me}/tasks', { body: { title: ' Call mom ' } });
    expect(answer).toMatchObject({
      status: 201,
      body: { user_id: ada.id, title: 'Call mom', description: null, completed: false },
    });
    expect(await titles()).toEqual(['Buy groceries', 'Call mom']);
  });

  it.each([
    ['emoji and other scripts', '🛒 دودھ خریدیں — купить молоко'],
    ['markup', '<img src=x onerror=alert(1)>'],
    ['SQL', `'; DROP TABLE tasks; --`],
    ['200 characters', 'é'.repeat(200)],
  ])('gives back as it came: %s', async (_name, title) => {
    const { id } = await add({ title });
    expect((await ada.call('GET', `/api/{me}/tasks/${id}`)).body).toMatchObject({ title });
  });

  it.each([
    ['no title', {}],
    ['a blank title', { title: '  ' }],
    ['201 characters', { title: 'x'.repeat(201) }],
    ['a description of 1001 characters', { title: 'x', description: 'y'.repeat(1001) }],
    ['another owner', { title: 'x', user_id: 'u2' }],
    ['a read-only field', { title: 'x', id: 7 }],
    ['a NUL character', { title: 'a\0b' }],
    ['half of a surrogate pair', { title: 'a\ud800' }],
    ['a list', []],
    ['null', null],
    ['broken JSON', '{"title":'],
    ['nothing', ''],
    ['a poisoned prototype', '{"__proto__": {"title": "x"}}'],
  ])('refuses %s', async (_name, body) => {
    const answer = await ada.call('POST', '/api/{me}/tasks', { body });
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'REQUEST_INVALID' } } });
    expect(await titles()).toHaveLength(1);
  });
});

describe('GET /api/{user_id}/tasks', () => {
  it('filters by status', async () => {
    const done = await add({ title: 'Done' });
    await ada.call('PATCH', `/api/{me}/tasks/${done.id}/complete`);
    expect(await titles('?status=all')).toEqual(['Buy groceries', 'Done']);
    expect(await titles('?status=pending')).toEqual(['Buy groceries']);
    expect(await titles('?status=completed')).toEqual(['Done']);
  });

  it('sorts by creation, by title as people do, and by due date', async () => {
    for (const title of ['zebra', 'Äpfel', 'apple', 'Zoo']) await add({ title });
    const created = ['Buy groceries', 'zebra', 'Äpfel', 'apple', 'Zoo'];
    expect(await titles()).toEqual(created);
    expect(await titles('?sort=due_date')).toEqual(created);
    expect(await titles('?sort=title')).toEqual(['Äpfel', 'apple', 'Buy groceries', 'zebra', 'Zoo']);
  });

  it.each(['?status=done', '?sort=priority', '?status=all&status=pending', '?user_id=u2'])(
    'refuses %s',
    async (query) => {
      expect(await ada.call('GET', `/api/{me}/tasks${query}`)).toMatchObject({ status: 422 });
    },
  );
});

describe('/api/{user_id}/tasks/{id}', () => {
  it('gets one task', async () => {
    expect(await ada.call('GET', `/api/{me}/tasks/${task.id}`)).toMatchObject({ status: 200, body: task });
  });

  it('updates the given fields, and the time of the change', async () => {
    const answer = await ada.call('PUT', `/api/{me}/tasks/${task.id}`, { body: { title: 'Buy fruit' } });
    const changed = Task.parse(answer.body);
    expect(changed).toMatchObject({ title: 'Buy fruit', description: 'Milk, eggs' });
    expect(Date.parse(changed.updated_at)).toBeGreaterThan(Date.parse(task.updated_at));
    expect(changed.created_at).toBe(task.created_at);
  });

  it.each([{}, { title: '' }, { completed: true }, { title: 'x', id: 9 }])(
    'refuses the update %j',
    async (body) => {
      expect(await ada.call('PUT', `/api/{me}/tasks/${task.id}`, { body })).toMatchObject({ status: 422 });
      expect((await ada.call('GET', `/api/{me}/tasks/${task.id}`)).body).toEqual(task);
    },
  );

  it('toggles, also when two ask at once', async () => {
    const toggle = () => ada.call('PATCH', `/api/{me}/tasks/${task.id}/complete`);
    const answers = await Promise.all([toggle(), toggle()]);
    expect(answers.map(({ body }) => Task.parse(body).completed).sort()).toEqual([false, true]);
  });

  it('deletes once', async () => {
    const remove = () => ada.call('DELETE', `/api/{me}/tasks/${task.id}`);
    expect(await remove()).toMatchObject({ status: 204, body: undefined });
    expect(await remove()).toMatchObject({ status: 404, body: { error: { code: 'TASK_NOT_FOUND' } } });
  });

  it.each(['999999', '0', '-1', '01', '1e3', 'abc', '2147483648', '%31%00', 'x'.repeat(90)])(
    'knows no task %s',
    async (id) => {
      expect(await ada.call('GET', `/api/{me}/tasks/${id}`)).toMatchObject({ status: 404 });
    },
  );
});

describe('every answer', () => {
  it('has the wire format of errors and the id of its request', async () => {
    const answer = await ada.call('GET', '/api/{me}/tasks/999999', {
      headers: { 'x-request-id': 'from-proxy-1' },
    });
    expect(ErrorBody.parse(answer.body).error).toEqual({
      code: 'TASK_NOT_FOUND',
      message: 'Task 999999: you have none with this id',
      hint: 'list your tasks to see their ids',
      requestId: 'from-proxy-1',
    });
    expect(answer.headers.get('x-request-id')).toBe('from-proxy-1');
  });

  it('does not take over an id that could forge a log line', async () => {
    const answer = await ada.call('GET', '/health', { headers: { 'x-request-id': 'a"b {}' } });
    expect(answer.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });

  it('tells browsers to run, embed and keep nothing', async () => {
    for (const path of ['/health', '/api/{me}/tasks', '/nowhere', '/api/auth/get-session']) {
      const { headers } = await ada.call('GET', path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("default-src 'none'") as unknown,
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
    }
  });

  it.each([
    ['a body of 65 KiB', 'POST', { body: { title: 'x'.repeat(65 * 1024) } }, 413, 'BODY_TOO_LARGE'],
    [
      'a form',
      'POST',
      { body: 'title=x', headers: { 'content-type': 'text/plain' } },
      415,
      'CONTENT_TYPE_REFUSED',
    ],
    ['an unknown method', 'PURGE', {}, 404, 'ROUTE_NOT_FOUND'],
  ] as const)('refuses %s', async (...[, method, options, status, code]) => {
    expect(await ada.call(method, '/api/{me}/tasks', options)).toMatchObject({
      status,
      body: { error: { code } },
    });
  });

  it('is in the wire format even where the request is no HTTP', async () => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.end('GARBAGE\r\n\r\n');
    const text = (await socket.toArray()).map(String).join('');
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(ErrorBody.parse(JSON.parse(text.split('\r\n\r\n')[1] ?? ''))).toMatchObject({
      error: { code: 'REQUEST_UNREADABLE' },
    });
  });
});
