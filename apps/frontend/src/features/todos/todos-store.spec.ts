import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { task } from '../../../test/builders.ts';
import { FakeTaskClient } from '../../../test/fake-task-client.ts';
import { FrontendError } from '../../errors.ts';
import { visibleTodos } from './todos-state.ts';
import { highlightMs, TodosStore, undoMs } from './todos-store.ts';

const unavailable = () => new FrontendError('SERVICE_UNAVAILABLE', undefined);

const failed = () => new FrontendError('SERVICE_FAILED', { requestId: 'r1' });

async function loaded(client: FakeTaskClient): Promise<TodosStore> {
  const store = new TodosStore(client);
  await store.refresh();
  client.calls.length = 0;
  return store;
}

function titles(store: TodosStore): readonly string[] {
  return visibleTodos(store.state.get()).map(({ title, completed }) => (completed ? `✓ ${title}` : title));
}

function failures(store: TodosStore): readonly string[] {
  return store.state.get().failures.map(({ title }) => title);
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('a change', () => {
  it('shows at once and gets its number from the server', async () => {
    const store = await loaded(new FakeTaskClient(task(4)));
    store.add('Call mom');
    expect(titles(store)).toEqual(['Call mom', 'Task 4']);
    await store.settle();
    expect(visibleTodos(store.state.get())[0]).toMatchObject({ id: 5, title: 'Call mom', isSaving: false });
  });

  it.each([
    ['adding', (store: TodosStore) => store.add('New'), '“New” was not added.'],
    ['ticking', (store: TodosStore) => store.tick(1, true), '“Task 1” was not ticked.'],
    ['renaming', (store: TodosStore) => store.rename(1, 'New'), '“Task 1” was not renamed.'],
  ] as const)(
    'is taken back and told when %s fails, and can be tried again',
    async (_name, change, sentence) => {
      const client = new FakeTaskClient(task(1));
      const store = await loaded(client);
      client.failures.push(unavailable());
      change(store);
      await store.settle();
      expect(titles(store)).toEqual(['Task 1']);
      expect(failures(store)).toEqual([sentence]);

      store.retry(store.state.get().failures[0]?.key ?? 0);
      await store.settle();
      expect(titles(store)).not.toEqual(['Task 1']);
      expect(failures(store)).toEqual([]);
    },
  );

  it('goes to the server after the one before it, even when that fails', async () => {
    const client = new FakeTaskClient(task(1));
    const store = await loaded(client);
    client.failures.push(unavailable());
    store.rename(1, 'A');
    store.rename(1, 'B');
    await store.settle();
    expect(client.calls).toEqual(['update 1 A', 'update 1 B']);
    expect(titles(store)).toEqual(['B']);
  });

  it('reads the list again when the server refuses it', async () => {
    const client = new FakeTaskClient(task(1), task(2));
    const store = await loaded(client);
    client.tasks = [task(2)];
    store.rename(1, 'New');
    await store.settle();
    expect(titles(store)).toEqual(['Task 2']);
    expect(failures(store)).toEqual(['“Task 1” was not renamed.']);
  });
});

describe('ticking', () => {
  it('ends as meant when somebody else has ticked meanwhile, though the route toggles', async () => {
    const client = new FakeTaskClient(task(1));
    const store = await loaded(client);
    client.tasks = [task(1, { completed: true })];
    store.tick(1, true);
    await store.settle();
    expect(client.tasks[0]?.completed).toBe(true);
    expect(titles(store)).toEqual(['✓ Task 1']);
  });

  it('twice in a row leaves the task as it was', async () => {
    const client = new FakeTaskClient(task(1));
    const store = await loaded(client);
    store.tick(1, true);
    store.tick(1, false);
    await store.settle();
    expect(client.tasks[0]?.completed).toBe(false);
  });
});

describe('removing', () => {
  it('hides the task at once and deletes it after the time to undo', async () => {
    const client = new FakeTaskClient(task(1));
    const store = await loaded(client);
    store.remove(1);
    expect(titles(store)).toEqual([]);
    await jest.advanceTimersByTimeAsync(undoMs - 1);
    expect(client.calls).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(client.calls).toEqual(['delete 1']);
    expect(client.tasks).toEqual([]);
    expect(store.state.get()).toMatchObject({ tasks: [], changes: [], undoable: [] });
  });

  it('can be undone, and then nothing was sent', async () => {
    const client = new FakeTaskClient(task(1));
    const store = await loaded(client);
    store.remove(1);
    store.undo(store.state.get().undoable[0] ?? 0);
    expect(titles(store)).toEqual(['Task 1']);
    await jest.advanceTimersByTimeAsync(undoMs * 2);
    expect(client.calls).toEqual([]);
  });

  it('is sent at once when everything must reach the server, and can no longer be undone', async () => {
    const client = new FakeTaskClient(task(1));
    const store = await loaded(client);
    store.remove(1);
    const key = store.state.get().undoable[0] ?? 0;
    const settled = store.settle();
    store.undo(key);
    await settled;
    expect(client.tasks).toEqual([]);
    expect(titles(store)).toEqual([]);
  });

  it('of what is gone already is as wanted', async () => {
    const client = new FakeTaskClient(task(1));
    const store = await loaded(client);
    client.tasks = [];
    store.remove(1);
    await store.settle();
    expect(failures(store)).toEqual([]);
    expect(titles(store)).toEqual([]);
  });

  it('brings the task back when the server cannot delete it', async () => {
    const client = new FakeTaskClient(task(1));
    const store = await loaded(client);
    client.failures.push(unavailable());
    store.remove(1);
    await store.settle();
    expect(titles(store)).toEqual(['Task 1']);
    expect(failures(store)).toEqual(['“Task 1” was not deleted.']);
  });
});

describe('refreshing', () => {
  it('marks for a while what has changed, when asked to', async () => {
    const client = new FakeTaskClient(task(1));
    const store = await loaded(client);
    client.tasks = [task(1), task(2)];
    await store.refresh({ highlight: true });
    expect(store.state.get().highlighted).toEqual([2]);
    await jest.advanceTimersByTimeAsync(highlightMs);
    expect(store.state.get().highlighted).toEqual([]);
  });

  it('waits for changes on their way, so that it never shows the list before them', async () => {
    const client = new FakeTaskClient(task(1));
    const store = await loaded(client);
    store.rename(1, 'New');
    await store.refresh();
    expect(client.calls).toEqual(['update 1 New', 'list']);
    expect(titles(store)).toEqual(['New']);
  });

  it('tells a failure once, until it goes through', async () => {
    const client = new FakeTaskClient(task(1));
    const store = await loaded(client);
    client.failures.push(failed(), failed());
    await store.refresh();
    await store.refresh();
    expect(failures(store)).toEqual(['The list was not brought up to date.']);
    await store.refresh();
    expect(failures(store)).toEqual([]);
  });

  it('says nothing of a lost connection, which is told above the page and made up for', async () => {
    const client = new FakeTaskClient(task(1));
    const store = await loaded(client);
    client.failures.push(unavailable());
    await store.refresh();
    expect(failures(store)).toEqual([]);
    expect(titles(store)).toEqual(['Task 1']);
  });

  it('does not hide a bug', async () => {
    const client = new FakeTaskClient();
    const store = new TodosStore(client);
    client.listTasks = () => Promise.reject(new TypeError('bug'));
    await expect(store.refresh()).rejects.toThrow('bug');
    client.listTasks = () => Promise.resolve([task(1)]);
    await store.refresh();
    expect(titles(store)).toEqual(['Task 1']);
  });
});
