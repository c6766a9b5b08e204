import type { TaskStatusFilter } from '@todo/contracts';
import { todoStrings } from '../../strings/todos.ts';
import { TodoItem } from './todo-item.tsx';
import styles from './todo-list.module.css';
import type { Todo } from './todos-state.ts';
import type { TodosStore } from './todos-store.ts';

interface TodoListProps {
  readonly store: TodosStore;
  readonly todos: readonly Todo[];
  readonly filter: TaskStatusFilter;
}

export function TodoList({ store, todos, filter }: TodoListProps) {
  if (todos.length === 0) return <Empty filter={filter} />;
  return (
    <ul className={styles.list} aria-labelledby="todos-title">
      {todos.map((todo) => (
        <TodoItem key={todo.id} todo={todo} store={store} />
      ))}
    </ul>
  );
}

function Empty({ filter }: { readonly filter: TaskStatusFilter }) {
  const { title, text } = todoStrings.empty[filter];
  return (
    <div className={styles.empty}>
      <p className={styles.emptyTitle}>{title}</p>
      <p>{text}</p>
    </div>
  );
}
