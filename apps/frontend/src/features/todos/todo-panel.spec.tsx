import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { renderToStaticMarkup } from 'react-dom/server';
import { task } from '../../../test/builders.ts';
import { FakeTaskClient } from '../../../test/fake-task-client.ts';
import { textOf } from '../../../test/render.ts';
import { Notices } from './notices.tsx';
import { TodoPanel } from './todo-panel.tsx';
import { visibleTodos } from './todos-state.ts';
import { TodosStore } from './todos-store.ts';

let client: FakeTaskClient;
let store: TodosStore;

beforeEach(() => {
  jest.useFakeTimers();
  client = new FakeTaskClient(
    task(1, { title: 'Buy groceries', description: 'Milk' }),
    task(2, { completed: true }),
  );
  store = new TodosStore(client);
});

afterEach(() => {
  jest.useRealTimers();
});

function panel() {
  const state = store.state.get();
  return <TodoPanel store={store} state={state} todos={visibleTodos(state)} />;
}

describe('TodoPanel', () => {
  it('says that it loads, and nothing of an empty list', () => {
    expect(textOf(panel())).toContain('Loading');
    expect(textOf(panel())).not.toContain('A clean sheet');
  });

  it('shows number, title and description, and how many there are', async () => {
    await store.refresh();
    const text = textOf(panel());
    expect(text).toContain('1 to do');
    expect(text).toMatch(/All 2 Pending 1 Completed 1/);
    expect(text).toMatch(/Number 1 1 Buy groceries Milk/);
  });

  it('ticks the box of a completed task', async () => {
    await store.refresh();
    const boxes = renderToStaticMarkup(panel()).match(/<input type="checkbox"[^>]*>/g) ?? [];
    expect(boxes.map((box) => box.includes('checked'))).toEqual([true, false]);
  });

  it('invites to add a first task', async () => {
    client.tasks = [];
    await store.refresh();
    expect(textOf(panel())).toContain('A clean sheet');
  });

  it('marks what the chat has changed, also for those who cannot see the colour', async () => {
    await store.refresh();
    client.tasks = [...client.tasks, task(3, { title: 'Call mom' })];
    await store.refresh({ highlight: true });
    expect(textOf(panel())).toContain('Call mom (Changed just now)');
  });
});

describe('Notices', () => {
  it('offers to undo what was deleted', async () => {
    await store.refresh();
    store.remove(1);
    expect(textOf(<Notices store={store} state={store.state.get()} />)).toBe('“Buy groceries” deleted. Undo');
    await store.settle();
    expect(textOf(<Notices store={store} state={store.state.get()} />)).toBe('');
  });
});
