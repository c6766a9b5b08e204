import type { TaskStatusFilter } from '@todo/contracts';
import { useState } from 'react';
import { todoStrings } from '../../strings/todos.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { AddTodo } from './add-todo.tsx';
import { Notices } from './notices.tsx';
import { TodoFilter } from './todo-filter.tsx';
import { TodoList } from './todo-list.tsx';
import styles from './todo-panel.module.css';
import { countTodos, filterTodos, type Todo, type TodosState } from './todos-state.ts';
import type { TodosStore } from './todos-store.ts';

interface TodoPanelProps {
  readonly store: TodosStore;
  readonly state: TodosState;
  readonly todos: readonly Todo[];
}

/** The sheet of paper: what is on the list, and everything one can do to it by hand. */
export function TodoPanel({ store, state, todos }: TodoPanelProps) {
  const { isLoaded } = state;
  const [filter, setFilter] = useState<TaskStatusFilter>('all');
  const counts = countTodos(todos);
  return (
    <section className={styles.sheet} aria-labelledby="todos-title">
      <header className={styles.header}>
        <h2 id="todos-title">{todoStrings.title}</h2>
        <p className={styles.summary} role="status">
          {isLoaded ? todoStrings.summary(counts.pending, counts.completed) : todoStrings.loading}
        </p>
      </header>
      <AddTodo onAdd={(title) => store.add(title)} />
      <TodoFilter filter={filter} counts={counts} onFilter={setFilter} />
      {isLoaded ? (
        <TodoList store={store} todos={filterTodos(todos, filter)} filter={filter} />
      ) : (
        <Skeleton lines={6} />
      )}
      <Notices store={store} state={state} />
    </section>
  );
}
