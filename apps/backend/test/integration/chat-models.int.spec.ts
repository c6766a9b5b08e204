import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ChatResponse } from '@todo/contracts';
import { type Api, startApi } from './api.ts';
import { startCompletionsServer, type CompletionsServer } from './chat-completions-server.ts';
import { Person } from './person.ts';

const apiKey = 'canary-openai-key-0123456789';

let api: Api;
let server: CompletionsServer;
let ada: Person;

beforeAll(async () => {
  server = await startCompletionsServer();
  api = await startApi({ openAi: { apiKey, baseUrl: server.url, model: 'small-model' } });
});
beforeEach(async () => {
  ada = await Person.guest(api.url);
  server.requests.length = 0;
});
afterAll(async () => {
  await api.close();
  await server.close();
});

function say(message: string, conversation_id?: number) {
  return ada.call('POST', '/api/{me}/chat', { body: { message, conversation_id } });
}

async function answer(message: string, conversation_id?: number): Promise<ChatResponse> {
  const { status, body } = await say(message, conversation_id);
  expect({ status, body }).toMatchObject({ status: 200 });
  return ChatResponse.parse(body);
}

describe('a server with the API of OpenAI', () => {
  it('gets the conversation and the tools, and its calls are carried out for the user of the session', async () => {
    server.say(
      { tools: [['add_task', { title: 'Buy milk', description: null }]] },
      { tools: [['list_tasks', { status: 'pending' }]] },
      'I have added “Buy milk”.',
    );
    const first = await answer('we are out of milk');
    const task = { id: expect.any(Number) as unknown, title: 'Buy milk', completed: false };
    expect(first).toMatchObject({
      response: 'I have added “Buy milk”.',
      tool_calls: [
        {
          name: 'add_task',
          arguments: { title: 'Buy milk' },
          result: { status: 'created' },
          is_error: false,
        },
        { name: 'list_tasks', arguments: { status: 'pending' }, result: [task], is_error: false },
      ],
    });
    expect(await ada.call('GET', '/api/{me}/tasks')).toMatchObject({
      body: [{ title: 'Buy milk', user_id: ada.id }],
    });

    server.say('Any time.');
    await say('thank you', first.conversation_id);
    const last = server.requests.at(-1);
    expect(last?.authorization).toBe(`Bearer ${apiKey}`);
    expect(last?.body.model).toBe('small-model');
    expect(last?.body.messages.map(({ role }) => role)).toEqual([
      ...['system', 'user', 'assistant', 'tool', 'assistant', 'tool', 'assistant', 'user'],
    ]);
    expect(last?.body.tools.map(({ function: { name } }) => name)).toHaveLength(5);
    expect(JSON.stringify(last?.body)).not.toMatch(new RegExp(`user_id|${ada.id}`));
  });

  it('cannot reach the tasks of another user by their id', async () => {
    const ben = await Person.guest(api.url);
    const { body } = await ben.call('POST', '/api/{me}/tasks', { body: { title: 'Of Ben' } });
    const { id } = body as { id: number };
    server.say({ tools: [['delete_task', { task_id: id }]] }, 'I found no such task.');
    expect(await say('do it')).toMatchObject({ status: 200, body: { tool_calls: [{ is_error: true }] } });
    expect(await ben.call('GET', '/api/{me}/tasks')).toMatchObject({ body: [{ title: 'Of Ben' }] });
  });

  it('deletes several tasks only after the yes of their owner', async () => {
    const ids = [];
    for (const title of ['Milk', 'Bread']) {
      ids.push(((await ada.call('POST', '/api/{me}/tasks', { body: { title } })).body as { id: number }).id);
    }
    const tools = ids.map((task_id) => ['delete_task', { task_id }] as const);
    server.say({ tools }, 'Shall I delete both?');
    const asked = await answer('empty my list');
    expect(asked.tool_calls.map(({ is_error }) => is_error)).toEqual([true, true]);
    expect(await ada.call('GET', '/api/{me}/tasks')).toMatchObject({ body: [{}, {}] });
    server.say({ tools }, 'Both are gone.');
    await say('yes', asked.conversation_id);
    expect(await ada.call('GET', '/api/{me}/tasks')).toMatchObject({ body: [] });
  });

  it.each([401, 429, 500])(
    'that says %i is an error of ours, which repeats neither its words nor the key',
    async (status) => {
      const words = `canary words about ${apiKey}`;
      const refuse = (response: ServerResponse) =>
        void response
          .writeHead(status, { 'content-type': 'application/json' })
          .end(JSON.stringify({ error: { message: words } }));
      server.say({ tools: [['add_task', { title: 'Done before' }]] }, refuse, refuse, refuse, refuse);
      const failed = await say('hello');
      expect(failed).toMatchObject({
        status: 502,
        body: {
          error: { code: 'MODEL_UNAVAILABLE', message: expect.stringContaining(String(status)) as unknown },
        },
      });
      expect(JSON.stringify(failed.body) + api.log()).not.toMatch(/canary/);
      // What was done before it failed is told, and the conversation goes on.
      const { body } = await ada.call('GET', '/api/{me}/conversations');
      const [{ id } = { id: 0 }] = body as { id: number }[];
      const messages = await ada.call('GET', `/api/{me}/conversations/${id}/messages`);
      expect(messages).toMatchObject({
        body: [
          { role: 'user' },
          { role: 'assistant', tool_calls: [{ arguments: { title: 'Done before' } }] },
        ],
      });
      server.say('I am back.');
      expect(await say('hello?', id)).toMatchObject({ status: 200, body: { response: 'I am back.' } });
    },
  );

  it('that answers what is no completion, or nothing, is an error of ours', async () => {
    server.say(
      (response) =>
        void response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices":[]}'),
    );
    expect(await say('hello')).toMatchObject({ status: 502 });
    const cut = (response: ServerResponse) => void response.destroy();
    server.say(cut, cut, cut, cut);
    expect(await say('hello')).toMatchObject({ status: 502, body: { error: { code: 'MODEL_UNAVAILABLE' } } });
  });
});
