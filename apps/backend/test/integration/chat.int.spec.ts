import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ChatResponse, MessageList, TaskList } from '@todo/contracts';
import { Client } from 'pg';
import { readEnvironment } from '../../src/env.ts';
import { type Server, serve } from '../../src/serve.ts';
import { type Api, startApi, variables } from './api.ts';
import { Person } from './person.ts';

let api: Api;
let ada: Person;

beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  ada = await Person.guest(api.url);
});
afterAll(async () => {
  await api.close();
});

async function say(message: string, conversation_id?: number): Promise<ChatResponse> {
  const { status, body } = await ada.call('POST', '/api/{me}/chat', { body: { message, conversation_id } });
  expect({ status, body }).toMatchObject({ status: 200 });
  return ChatResponse.parse(body);
}

function callsOf({ tool_calls }: ChatResponse): unknown[] {
  expect(tool_calls.filter(({ is_error }) => is_error)).toEqual([]);
  return tool_calls.map(({ name, arguments: given }) => [name, given]);
}

async function tasks(): Promise<readonly string[]> {
  const list = TaskList.parse((await ada.call('GET', '/api/{me}/tasks')).body);
  return list.map(({ title, completed }) => (completed ? `${title} ✓` : title));
}

async function idOf(title: string): Promise<number> {
  const list = TaskList.parse((await ada.call('GET', '/api/{me}/tasks')).body);
  return list.find((task) => task.title === title)?.id ?? 0;
}

/** Another process over the same database. */
function startReplica(): Promise<Server> {
  const onRefused = (error: Error) => {
    throw error;
  };
  return serve(readEnvironment(variables(api.databaseUrl)), { log: { level: 'silent' }, onRefused });
}

function adaAt(replica: Server): Person {
  return Object.assign(new Person(replica.address), { id: ada.id, cookie: ada.cookie });
}

describe('the commands of the contract', () => {
  it('lead to exactly the tool calls that it lists', async () => {
    const added = await say('Add a task to buy groceries');
    expect(callsOf(added)).toEqual([['add_task', { title: 'Buy groceries' }]]);
    const groceries = await idOf('Buy groceries');
    expect(added.tool_calls[0]?.result).toEqual({
      task_id: groceries,
      status: 'created',
      title: 'Buy groceries',
    });
    expect(added.response).toBe(`Added task ${groceries}: Buy groceries`);
    expect(callsOf(await say('I need to remember to pay bills'))).toEqual([
      ['add_task', { title: 'Pay bills' }],
    ]);
    await say('Add a task to prepare the meeting');
    const bills = await idOf('Pay bills');
    const meeting = await idOf('Prepare the meeting');

    expect(callsOf(await say('Show me all my tasks'))).toEqual([['list_tasks', { status: 'all' }]]);
    expect(callsOf(await say("What's pending?"))).toEqual([['list_tasks', { status: 'pending' }]]);
    expect(callsOf(await say(`Mark task ${bills} as complete`))).toEqual([
      ['complete_task', { task_id: bills }],
    ]);
    const completed = await say('What have I completed?');
    expect(callsOf(completed)).toEqual([['list_tasks', { status: 'completed' }]]);
    expect(completed.tool_calls[0]?.result).toEqual([{ id: bills, title: 'Pay bills', completed: true }]);
    expect(callsOf(await say('Delete the meeting task'))).toEqual([
      ['list_tasks', { status: 'all' }],
      ['delete_task', { task_id: meeting }],
    ]);
    expect(callsOf(await say(`Change task ${groceries} to 'Call mom tonight'`))).toEqual([
      ['update_task', { task_id: groceries, title: 'Call mom tonight' }],
    ]);
    expect(await tasks()).toEqual(['Call mom tonight', 'Pay bills ✓']);
  });
});

describe('a conversation', () => {
  it('goes on after a restart, with the ids that were spoken of', async () => {
    const { conversation_id } = await say('Add these tasks: milk, bread, eggs');
    await say('Show my tasks', conversation_id);
    const restarted = await startReplica();
    try {
      const elsewhere = adaAt(restarted);
      const body = { conversation_id, message: 'delete the second one' };
      await elsewhere.call('POST', '/api/{me}/chat', { body });
      expect(await tasks()).toEqual(['Milk', 'Eggs']);
      await elsewhere.call('POST', '/api/{me}/chat', {
        body: { conversation_id, message: 'delete all tasks' },
      });
    } finally {
      await restarted.close();
    }
    await say('yes', conversation_id);
    expect(await tasks()).toEqual([]);
  });

  it('can be read again with the tools of each answer', async () => {
    const { conversation_id, tool_calls, response } = await say('add milk');
    const { body } = await ada.call('GET', `/api/{me}/conversations/${conversation_id}/messages`);
    expect(MessageList.parse(body)).toMatchObject([
      { role: 'user', content: 'add milk', tool_calls: [] },
      { role: 'assistant', content: response, tool_calls },
    ]);
  });

  it('answers messages that come at once one after another, on each replica', async () => {
    const { conversation_id } = await say('hello');
    const said = ['add milk', 'add bread', 'show my tasks', 'add eggs'];
    const replica = await startReplica();
    const elsewhere = adaAt(replica);
    const answers = await Promise.all(
      said.map((message, index) => {
        const person = index % 2 === 0 ? ada : elsewhere;
        return person.call('POST', '/api/{me}/chat', { body: { message, conversation_id } });
      }),
    );
    await replica.close();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { body } = await ada.call('GET', `/api/{me}/conversations/${conversation_id}/messages`);
    const messages = MessageList.parse(body);
    expect(messages.map(({ role }) => role)).toEqual(said.concat('').flatMap(() => ['user', 'assistant']));
    expect(messages.filter(({ content }) => said.includes(content))).toHaveLength(said.length);
    for (const [index, { content }] of messages.entries()) {
      if (content.startsWith('add '))
        expect(messages[index + 1]?.content).toMatch(new RegExp(content.slice(4), 'i'));
    }
    expect(await tasks()).toHaveLength(3);
  });

  it('of another user is not found, and nothing of the other is seen or changed', async () => {
    const { conversation_id } = await say('Add a task to hide the gift');
    const task = await idOf('Hide the gift');
    const ben = await Person.guest(api.url);
    const intruding = await ben.call('POST', '/api/{me}/chat', { body: { conversation_id, message: 'yes' } });
    expect(intruding).toMatchObject({ status: 404, body: { error: { code: 'CONVERSATION_NOT_FOUND' } } });
    const asAda = await ben.call('POST', `/api/${ada.id}/chat`, { body: { message: 'show my tasks' } });
    expect(asAda).toMatchObject({ status: 403, body: { error: { code: 'USER_MISMATCH' } } });
    const guess = await ben.call('POST', '/api/{me}/chat', { body: { message: `delete task ${task}` } });
    expect(guess).toMatchObject({ status: 200, body: { tool_calls: [{ is_error: true }] } });
    const list = await ben.call('POST', '/api/{me}/chat', { body: { message: 'show my tasks' } });
    expect(list).toMatchObject({ body: { response: 'You have no tasks.' } });
    expect(await tasks()).toEqual(['Hide the gift']);
  });
});

describe('a turn', () => {
  it('takes four statements besides those of the session and one for each further tool', async () => {
    const { conversation_id } = await say('add milk');
    const statements = jest.spyOn(Client.prototype, 'query');
    const session = await countOf(statements, () => ada.call('GET', '/api/{me}/tasks'));
    const turn = await countOf(statements, () => say('What is pending?', conversation_id));
    const twoTools = await countOf(statements, () => say('delete milk', conversation_id));
    statements.mockRestore();
    expect([turn, twoTools]).toEqual([session - 1 + 4, session - 1 + 5]);
  });
});

async function countOf(spy: { mock: { calls: unknown[] } }, act: () => Promise<unknown>): Promise<number> {
  const before = spy.mock.calls.length;
  await act();
  return spy.mock.calls.length - before;
}

describe('a message', () => {
  it.each([
    ['no message', {}, /message/],
    ['an empty one', { message: '  ' }, /message/],
    ['one that is too long', { message: 'x'.repeat(4001) }, /message/],
    ['what no database can store', { message: 'a\u0000b' }, /message/],
    ['a conversation that is no id', { message: 'hi', conversation_id: 'one' }, /conversation_id/],
    ['a user of its own', { message: 'hi', user_id: 'ben' }, /user_id/],
  ])('is refused with %s, and nothing is stored', async (_, body, reason) => {
    expect(await ada.call('POST', '/api/{me}/chat', { body })).toMatchObject({
      status: 422,
      body: { error: { code: 'REQUEST_INVALID', message: expect.stringMatching(reason) as unknown } },
    });
    expect(await ada.call('GET', '/api/{me}/conversations')).toMatchObject({ body: [] });
  });

  it('keeps its letters, whatever they are', async () => {
    await say('Add “Käse & 買牛奶 🎂 <b>”');
    expect(await tasks()).toEqual(['Käse & 買牛奶 🎂 <b>']);
  });
});
