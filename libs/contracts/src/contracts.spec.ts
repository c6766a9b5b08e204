import { describe, expect, it } from '@jest/globals';
import {
  ChatRequest,
  CreateTask,
  ErrorBody,
  ListTasksQuery,
  PageQuery,
  publicTaskTools,
  Task,
  taskTools,
  UpdateTask,
} from './index.ts';

const task: Task = {
  id: 1,
  user_id: 'u1',
  title: 'Buy groceries',
  description: null,
  completed: false,
  created_at: '2026-11-24T09:00:00.000Z',
  updated_at: '2026-11-24T09:00:00.000Z',
};

describe('Task', () => {
  it('is the row of the tasks table', () => {
    expect(Task.parse(task)).toEqual(task);
  });

  it.each([
    ['a local time', { created_at: '2026-11-24T09:00:00' }],
    ['an id beyond 32 bits', { id: 2 ** 31 }],
    ['no title', { title: undefined }],
  ])('refuses %s', (_name, change) => {
    expect(Task.safeParse({ ...task, ...change }).success).toBe(false);
  });
});

describe('CreateTask', () => {
  it('trims the title', () => {
    expect(CreateTask.parse({ title: '  Buy milk ' })).toEqual({ title: 'Buy milk' });
  });

  it('takes titles of 1 to 200 and descriptions of up to 1000 characters', () => {
    const longest = { title: 'x'.repeat(200), description: 'y'.repeat(1000) };
    expect(CreateTask.parse(longest)).toEqual(longest);
  });

  it.each([
    ['an empty title', { title: '' }],
    ['a blank title', { title: '   ' }],
    ['a title of 201 characters', { title: 'x'.repeat(201) }],
    ['a description of 1001 characters', { title: 'x', description: 'y'.repeat(1001) }],
    ['a NUL character', { title: 'a\0b' }],
    ['half of a surrogate pair', { title: 'a\ud800' }],
    ['an owner', { title: 'x', user_id: 'u2' }],
    ['a read-only field', { title: 'x', completed: true }],
    ['a list', ['x']],
  ])('refuses %s', (_name, body) => {
    expect(CreateTask.safeParse(body).success).toBe(false);
  });
});

describe('UpdateTask', () => {
  it.each([{ title: 'x' }, { description: 'y' }, { description: null }, { title: 'x', description: '' }])(
    'takes %j',
    (body) => {
      expect(UpdateTask.parse(body)).toEqual(body);
    },
  );

  it('refuses a body that changes nothing', () => {
    expect(UpdateTask.safeParse({}).success).toBe(false);
  });
});

describe('ListTasksQuery', () => {
  it('lists all by creation unless told otherwise', () => {
    expect(ListTasksQuery.parse({})).toEqual({ status: 'all', sort: 'created' });
  });

  it.each([{ status: 'done' }, { sort: 'priority' }, { status: ['all', 'pending'] }, { user_id: 'u2' }])(
    'refuses %j',
    (query) => {
      expect(ListTasksQuery.safeParse(query).success).toBe(false);
    },
  );
});

describe('PageQuery', () => {
  it('reads numbers from the query string', () => {
    expect(PageQuery.parse({ limit: '5', before: '12' })).toEqual({ limit: 5, before: 12 });
  });

  it.each([{ limit: '0' }, { limit: '201' }, { before: '-1' }, { before: 'x' }])('refuses %j', (query) => {
    expect(PageQuery.safeParse(query).success).toBe(false);
  });
});

describe('ChatRequest', () => {
  it('needs a message of up to 4000 characters', () => {
    expect(ChatRequest.safeParse({ message: ' ' }).success).toBe(false);
    expect(ChatRequest.safeParse({ message: 'x'.repeat(4001) }).success).toBe(false);
    expect(ChatRequest.parse({ message: 'hello', conversation_id: 3 })).toEqual({
      message: 'hello',
      conversation_id: 3,
    });
  });
});

describe('task tools', () => {
  it('give our own assistant no field that names a user', () => {
    const fields = Object.values(taskTools).flatMap(({ parameters }) => Object.keys(parameters.shape));
    expect(fields).not.toContain('user_id');
  });

  it.each([
    ['add_task', { user_id: 'u1', title: 'Buy groceries', description: 'Milk, eggs, bread' }],
    ['list_tasks', { user_id: 'u1', status: 'pending' }],
    ['complete_task', { user_id: 'u1', task_id: 3 }],
    ['delete_task', { user_id: 'u1', task_id: 2 }],
    ['update_task', { user_id: 'u1', task_id: 1, title: 'Buy groceries and fruits' }],
  ] as const)('take the published arguments of %s, and refuse them without a user', (name, example) => {
    const { parameters } = publicTaskTools[name];
    expect(parameters.parse(example)).toEqual(example);
    expect(parameters.safeParse({ ...example, user_id: undefined }).success).toBe(false);
  });

  it.each([
    ['add_task', { task_id: 5, status: 'created', title: 'Buy groceries' }],
    ['list_tasks', [{ id: 1, title: 'Buy groceries', completed: false }]],
    ['complete_task', { task_id: 3, status: 'completed', title: 'Call mom' }],
    ['delete_task', { task_id: 2, status: 'deleted', title: 'Old task' }],
    ['update_task', { task_id: 1, status: 'updated', title: 'Buy groceries and fruits' }],
  ] as const)('give the published result of %s', (name, example) => {
    expect(taskTools[name].result.parse(example)).toEqual(example);
  });
});

describe('ErrorBody', () => {
  it('names code, message, hint and request', () => {
    const body = { error: { code: 'TASK_NOT_FOUND', message: 'm', hint: 'h', requestId: 'r' } };
    expect(ErrorBody.parse(body)).toEqual(body);
    expect(ErrorBody.safeParse({ message: 'm' }).success).toBe(false);
  });
});
