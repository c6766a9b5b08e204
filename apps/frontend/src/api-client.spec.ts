import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { task } from '../test/builders.ts';
import { createApiClient } from './api-client.ts';
import type { FrontendError } from './errors.ts';

interface Sent {
  readonly path: string;
  readonly method: string | undefined;
  readonly body: unknown;
  readonly init: RequestInit;
}

/** A client whose every request is answered by `answer`. */
function clientOf(answer: () => Response | Promise<Response>) {
  const sent: Sent[] = [];
  const outcomes: (string | undefined)[] = [];
  const api = createApiClient({
    fetch: async (input, init = {}) => {
      const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
      sent.push({ path: typeof input === 'string' ? input : '', method: init.method, body, init });
      return answer();
    },
    onOutcome: (error) => outcomes.push(error?.code),
  });
  return { api, sent, outcomes };
}

const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status });
const refused = (status: number, code = 'X') =>
  json({ error: { code, message: 'Task 9: none', hint: 'list them', requestId: 'r1' } }, status);
const user = { id: 'u/1', name: 'Anna', email: 'anna@example.com' };

async function failureOf(promise: Promise<unknown>): Promise<FrontendError> {
  return promise.then(
    () => Promise.reject(new Error('was answered')),
    (error: unknown) => error as FrontendError,
  );
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('requests', () => {
  it.each([
    { name: 'listTasks', method: 'GET', path: '/tasks', body: undefined, answer: [task(1)] },
    { name: 'createTask', method: 'POST', path: '/tasks', body: { title: 'x' }, answer: task(1) },
    { name: 'updateTask', method: 'PUT', path: '/tasks/1', body: { title: 'x' }, answer: task(1) },
    { name: 'toggleTask', method: 'PATCH', path: '/tasks/1/complete', body: undefined, answer: task(1) },
  ] as const)('$name is $method /api/{user_id}$path', async ({ name, method, path, body, answer }) => {
    const { api, sent, outcomes } = clientOf(json(answer));
    const client = api.of('u/1');
    const results = {
      listTasks: () => client.listTasks(),
      createTask: () => client.createTask({ title: 'x' }),
      updateTask: () => client.updateTask(1, { title: 'x' }),
      toggleTask: () => client.toggleTask(1),
    };
    expect(await results[name]()).toEqual(answer);
    expect(sent).toMatchObject([{ method, path: `/api/u%2F1${path}`, body }]);
    expect(outcomes).toEqual([undefined]);
  });

  it('deleteTask needs no body in the answer, and outlives the page', async () => {
    const { api, sent } = clientOf(() => new Response(null, { status: 204 }));
    await api.of('u1').deleteTask(3);
    expect(sent).toMatchObject([{ method: 'DELETE', path: '/api/u1/tasks/3', init: { keepalive: true } }]);
  });

  it('chat sends the message and gives the answer', async () => {
    const answer = { conversation_id: 7, response: 'Done.', tool_calls: [] };
    const { api, sent } = clientOf(json(answer));
    expect(await api.of('u1').chat({ message: 'Hi', conversation_id: 7 })).toEqual(answer);
    expect(sent).toMatchObject([
      { method: 'POST', path: '/api/u1/chat', body: { message: 'Hi', conversation_id: 7 } },
    ]);
  });

  it('latestConversation is undefined when there is none', async () => {
    const { api, sent } = clientOf(json([]));
    expect(await api.of('u1').latestConversation()).toBeUndefined();
    expect(sent[0]?.path).toBe('/api/u1/conversations?limit=1');
  });

  it('listMessages asks for a page before a message', async () => {
    const { api, sent } = clientOf(json([]));
    await api.of('u1').listMessages(7, { limit: 50, before: 12 });
    expect(sent[0]?.path).toBe('/api/u1/conversations/7/messages?limit=50&before=12');
  });

  it('continuing as a guest sends an empty object, as the service wants it', async () => {
    const { api, sent } = clientOf(json({ token: null, user }));
    expect((await api.signInAsGuest()).user).toEqual(user);
    expect(sent).toMatchObject([{ method: 'POST', path: '/api/auth/sign-in/anonymous', body: {} }]);
  });
});

describe('failures', () => {
  it.each([
    [401, 'SESSION_EXPIRED'],
    [404, 'REQUEST_REFUSED'],
    [422, 'REQUEST_REFUSED'],
    [429, 'TOO_MANY_REQUESTS'],
    [500, 'SERVICE_FAILED'],
    [502, 'SERVICE_UNAVAILABLE'],
    [503, 'SERVICE_UNAVAILABLE'],
    [504, 'SERVICE_UNAVAILABLE'],
  ])('status %i is %s, and is told as the outcome', async (status, code) => {
    const { api, outcomes } = clientOf(refused(status));
    const error = await failureOf(api.of('u1').listTasks());
    expect(error.code).toBe(code);
    expect(outcomes).toEqual([code]);
  });

  it("keeps the service's own words for a refusal", async () => {
    const { api } = clientOf(refused(404, 'TASK_NOT_FOUND'));
    const error = await failureOf(api.of('u1').toggleTask(9));
    expect(error).toMatchObject({
      message: 'Task 9: none',
      hint: 'list them',
      context: { code: 'TASK_NOT_FOUND' },
    });
  });

  it('names the request of a mistake of the service', async () => {
    const { api } = clientOf(refused(500));
    expect((await failureOf(api.getSession())).message).toContain('r1');
  });

  it("does not take a proxy's page for an answer", async () => {
    const page = () => new Response('<html>', { status: 200, headers: { 'content-type': 'text/html' } });
    expect((await failureOf(clientOf(page).api.of('u1').listTasks())).code).toBe('ANSWER_NOT_UNDERSTOOD');
  });

  it('does not take an answer that is not as agreed', async () => {
    const { api } = clientOf(json([{ id: 'one' }]));
    expect((await failureOf(api.of('u1').listTasks())).code).toBe('ANSWER_NOT_UNDERSTOOD');
  });

  it('wrong credentials say nothing about the session that is there', async () => {
    const { api, outcomes } = clientOf(refused(401, 'CREDENTIALS_WRONG'));
    const error = await failureOf(api.signIn({ email: 'a@b.c', password: 'wrong horse' }));
    expect(error.code).toBe('CREDENTIALS_WRONG');
    expect(outcomes).toEqual(['CREDENTIALS_WRONG']);
  });

  it('an address that is taken is told as such', async () => {
    const { api } = clientOf(refused(422, 'EMAIL_TAKEN'));
    const error = await failureOf(api.signUp({ name: 'A', email: 'a@b.c', password: 'right horse' }));
    expect(error.code).toBe('EMAIL_TAKEN');
  });

  it('a lost connection is told apart from a device that is offline', async () => {
    const unreachable = () => Promise.reject(new TypeError('Failed to fetch'));
    expect((await failureOf(clientOf(unreachable).api.getSession())).code).toBe('SERVICE_UNREACHABLE');
    jest.replaceProperty(globalThis, 'navigator', { onLine: false } as Navigator);
    expect((await failureOf(clientOf(unreachable).api.getSession())).code).toBe('OFFLINE');
  });

  it('an answer that takes too long is told as such, with the time', async () => {
    const late = () => Promise.reject(new DOMException('late', 'TimeoutError'));
    const error = await failureOf(clientOf(late).api.of('u1').listTasks());
    expect(error).toMatchObject({ code: 'REQUEST_TIMED_OUT', context: { timeoutMs: 15_000 } });
    expect(error.message).toContain('15 seconds');
  });
});
