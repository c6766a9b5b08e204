import { describe, expect, it } from '@jest/globals';
import { task } from '../../../test/builders.ts';
import {
  changedIds,
  countTodos,
  filterTodos,
  initialTodos,
  visibleTodos,
  withoutChange,
  withTask,
  type Change,
  type TodosState,
} from './todos-state.ts';

const tasks = [task(1, { title: 'Buy groceries' }), task(2, { title: 'Pay bills', completed: true })];

function state(...changes: readonly Change[]): TodosState {
  return { ...initialTodos, isLoaded: true, tasks, changes };
}

describe('visibleTodos', () => {
  it('shows the newest task first', () => {
    expect(visibleTodos(state()).map(({ id }) => id)).toEqual([2, 1]);
  });

  it('shows a task that is being added on top, without a number of the server', () => {
    const [first] = visibleTodos(state({ kind: 'add', key: 9, title: 'Call mom' }));
    expect(first).toMatchObject({ title: 'Call mom', completed: false, isSaving: true });
    expect(first?.id).toBeLessThan(0);
  });

  it('shows changes on their way as made, in their order', () => {
    const shown = visibleTodos(
      state(
        { kind: 'tick', key: 1, id: 1, completed: true },
        { kind: 'rename', key: 2, id: 1, title: 'Buy milk' },
        { kind: 'tick', key: 3, id: 1, completed: false },
        { kind: 'remove', key: 4, id: 2 },
      ),
    );
    expect(shown).toEqual([
      expect.objectContaining({ id: 1, title: 'Buy milk', completed: false, isSaving: true }),
    ]);
  });

  it('takes a change back with it', () => {
    const changed = state({ kind: 'remove', key: 4, id: 2 });
    expect(visibleTodos(withoutChange(changed, 4))).toEqual(visibleTodos(state()));
  });

  it('marks what is highlighted', () => {
    const shown = visibleTodos({ ...state(), highlighted: [1] });
    expect(shown.map(({ isHighlighted }) => isHighlighted)).toEqual([false, true]);
  });
});

describe('filterTodos and countTodos', () => {
  it.each([
    ['all', [2, 1]],
    ['pending', [1]],
    ['completed', [2]],
  ] as const)('%s shows %j', (filter, ids) => {
    const todos = visibleTodos(state());
    expect(filterTodos(todos, filter).map(({ id }) => id)).toEqual(ids);
    expect(countTodos(todos)[filter]).toBe(ids.length);
  });
});

describe('changedIds', () => {
  it('names new tasks and those that look different', () => {
    const after = [task(1, { title: 'Buy milk' }), task(2, { title: 'Pay bills', completed: true }), task(3)];
    expect(changedIds(tasks, after)).toEqual([1, 3]);
  });

  it('does not name a task that only has another time', () => {
    const after = tasks.map((old) => ({ ...old, updated_at: '2027-01-01T00:00:00.000Z' }));
    expect(changedIds(tasks, after)).toEqual([]);
  });
});

describe('withTask', () => {
  it('replaces a known task in its place', () => {
    expect(withTask(tasks, task(1, { title: 'x' })).map(({ title }) => title)).toEqual(['x', 'Pay bills']);
  });

  it('puts a new one at the end', () => {
    expect(withTask(tasks, task(3)).map(({ id }) => id)).toEqual([1, 2, 3]);
  });
});
