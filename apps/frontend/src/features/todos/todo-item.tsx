import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { todoStrings as text } from '../../strings/todos.ts';
import { IconButton } from '../../ui/button.tsx';
import { taskTitleMax } from '../../wire-schemas.ts';
import styles from './todo-item.module.css';
import type { Todo } from './todos-state.ts';
import type { TodosStore } from './todos-store.ts';

interface TodoItemProps {
  readonly todo: Todo;
  readonly store: TodosStore;
}

/** One line of the sheet: its number, to be named in the chat, a box to tick, and the title. */
export function TodoItem({ todo, store }: TodoItemProps) {
  const [isRenaming, setRenaming] = useState(false);
  const item = useRef<HTMLLIElement>(null);
  // What the server has not numbered yet can't be changed, for a moment.
  const isNew = todo.id < 0;
  useEffect(() => {
    if (todo.isHighlighted) item.current?.scrollIntoView({ block: 'nearest' });
  }, [todo.isHighlighted]);
  function rename(title: string): void {
    setRenaming(false);
    if (title && title !== todo.title) store.rename(todo.id, title);
  }
  return (
    <li
      ref={item}
      className={styles.item}
      data-completed={todo.completed || undefined}
      data-highlighted={todo.isHighlighted || undefined}
      aria-busy={todo.isSaving || undefined}
    >
      <span className={styles.number}>
        {isNew ? null : (
          <>
            <span className="visually-hidden">{text.number(todo.id)}</span>
            <span aria-hidden="true">{todo.id}</span>
          </>
        )}
      </span>
      {isRenaming ? (
        <RenameField title={todo.title} onDone={rename} onCancel={() => setRenaming(false)} />
      ) : (
        <Line todo={todo} isNew={isNew} onTick={(completed) => store.tick(todo.id, completed)} />
      )}
      <span className={styles.tools}>
        <IconButton
          icon="pencil"
          label={text.rename(todo.title)}
          disabled={isNew || isRenaming}
          onClick={() => setRenaming(true)}
        />
        <IconButton
          icon="trash"
          label={text.remove(todo.title)}
          disabled={isNew}
          onClick={() => store.remove(todo.id)}
        />
      </span>
    </li>
  );
}

interface LineProps {
  readonly todo: Todo;
  readonly isNew: boolean;
  readonly onTick: (completed: boolean) => void;
}

function Line({ todo, isNew, onTick }: LineProps) {
  return (
    <label className={styles.line}>
      <input
        type="checkbox"
        className={styles.box}
        checked={todo.completed}
        disabled={isNew}
        onChange={(event) => onTick(event.target.checked)}
      />
      <span className={styles.words}>
        <span>
          <span className={styles.title}>{todo.title}</span>
          {todo.isHighlighted ? <span className="visually-hidden"> ({text.changed})</span> : null}
        </span>
        {todo.description ? <span className={styles.description}>{todo.description}</span> : null}
      </span>
    </label>
  );
}

interface RenameFieldProps {
  readonly title: string;
  readonly onDone: (title: string) => void;
  readonly onCancel: () => void;
}

function RenameField({ title, onDone, onCancel }: RenameFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  function press(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') onDone(event.currentTarget.value.trim());
    if (event.key === 'Escape') onCancel();
  }
  return (
    <input
      ref={field}
      className={styles.rename}
      defaultValue={title}
      maxLength={taskTitleMax}
      aria-label={text.renameField(title)}
      onKeyDown={press}
      onBlur={(event) => onDone(event.currentTarget.value.trim())}
    />
  );
}
