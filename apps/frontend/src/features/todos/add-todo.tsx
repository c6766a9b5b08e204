import { useState, type FormEvent } from 'react';
import { todoStrings as text } from '../../strings/todos.ts';
import { Button } from '../../ui/button.tsx';
import { taskTitleMax } from '../../wire-schemas.ts';
import styles from './add-todo.module.css';

export function AddTodo({ onAdd }: { readonly onAdd: (title: string) => void }) {
  const [title, setTitle] = useState('');
  function submit(event: FormEvent): void {
    event.preventDefault();
    const trimmed = title.trim();
    if (!trimmed) return;
    onAdd(trimmed);
    setTitle('');
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <input
        className={styles.field}
        value={title}
        maxLength={taskTitleMax}
        placeholder={text.addPlaceholder}
        aria-label={text.addLabel}
        enterKeyHint="done"
        onChange={(event) => setTitle(event.target.value)}
      />
      <Button type="submit" icon="plus" disabled={title.trim() === ''}>
        {text.add}
      </Button>
    </form>
  );
}
