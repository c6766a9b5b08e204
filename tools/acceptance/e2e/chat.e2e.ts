import { beforeAll, describe, expect, it } from '@jest/globals';
import { Person, type ChatReply } from './support/person.ts';

let anna: Person;
let ben: Person;
beforeAll(async () => {
  anna = await Person.signUp('anna');
  ben = await Person.signUp('ben');
});

function callsOf(reply: ChatReply): readonly [string, Record<string, unknown>][] {
  for (const call of reply.tool_calls) expect(call.is_error).toBe(false);
  return reply.tool_calls.map(({ name, arguments: given }) => [name, given]);
}

describe('the ten commands, through the ingress', () => {
  it('lead to exactly the tool calls that the contract lists', async () => {
    const groceries = await anna.chat('Add a task to buy groceries');
    expect(callsOf(groceries)).toEqual([['add_task', expect.objectContaining({ title: 'Buy groceries' })]]);
    const bills = await anna.chat('I need to remember to pay bills');
    expect(callsOf(bills)).toEqual([['add_task', expect.objectContaining({ title: 'Pay bills' })]]);
    await anna.chat('Add a task to prepare the meeting');
    const [first, second, meeting] = await anna.tasks();
    if (!first || !second || !meeting) throw new Error('three tasks were added');

    expect(callsOf(await anna.chat('Show me all my tasks'))).toEqual([['list_tasks', { status: 'all' }]]);
    expect(callsOf(await anna.chat("What's pending?"))).toEqual([['list_tasks', { status: 'pending' }]]);
    expect(callsOf(await anna.chat(`Mark task ${second.id} as complete`))).toEqual([
      ['complete_task', { task_id: second.id }],
    ]);
    expect(callsOf(await anna.chat('What have I completed?'))).toEqual([
      ['list_tasks', { status: 'completed' }],
    ]);
    expect(callsOf(await anna.chat('Delete the meeting task'))).toEqual([
      ['list_tasks', expect.anything()],
      ['delete_task', { task_id: meeting.id }],
    ]);
    expect(callsOf(await anna.chat(`Change task ${first.id} to 'Call mom tonight'`))).toEqual([
      ['update_task', { task_id: first.id, title: 'Call mom tonight' }],
    ]);
    expect(await anna.tasks()).toMatchObject([
      { id: first.id, title: 'Call mom tonight', completed: false },
      { id: second.id, title: expect.stringMatching(/pay bills/i), completed: true },
    ]);
  });

  it('resumes a conversation by its id', async () => {
    const { conversation_id } = await anna.chat('Add a task to water the plants');
    const reply = await anna.chat('Show me all my tasks', conversation_id);
    expect(reply.conversation_id).toBe(conversation_id);
    expect(reply.response).toMatch(/water the plants/i);
  });
});

describe('a second user', () => {
  it('sees nothing of the first one', async () => {
    expect(await ben.tasks()).toEqual([]);
    expect((await ben.chat('Show me all my tasks')).response).not.toMatch(/mom|groceries|plants/i);
  });

  it('is refused at every door of the first one', async () => {
    const { conversation_id } = await anna.chat('Add a task to lock the door');
    const task = (await anna.tasks()).at(-1);
    if (!task) throw new Error('a task was added');
    const refused = [
      await ben.send('GET', `${anna.id}/tasks`),
      await ben.send('POST', `${anna.id}/tasks`, { title: 'intruder' }),
      await ben.send('POST', `${anna.id}/chat`, { message: 'Show me all my tasks' }),
      await ben.send('GET', `${anna.id}/conversations`),
      await ben.send('GET', `${ben.id}/tasks/${task.id}`),
      await ben.send('PUT', `${ben.id}/tasks/${task.id}`, { title: 'stolen' }),
      await ben.send('DELETE', `${ben.id}/tasks/${task.id}`),
      await ben.send('PATCH', `${ben.id}/tasks/${task.id}/complete`),
      await ben.send('POST', `${ben.id}/chat`, { message: 'Show me all my tasks', conversation_id }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 404, 404, 404, 404, 404]);
    expect(await anna.tasks()).toContainEqual(expect.objectContaining({ id: task.id, title: task.title }));
  });
});
