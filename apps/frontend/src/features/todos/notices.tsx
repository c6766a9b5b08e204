import { todoStrings as text } from '../../strings/todos.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './notices.module.css';
import type { TodosState } from './todos-state.ts';
import type { TodosStore } from './todos-store.ts';

interface NoticesProps {
  readonly store: TodosStore;
  readonly state: TodosState;
}

/** At the foot of the sheet: what can still be undone, and what did not go through. */
export function Notices({ store, state }: NoticesProps) {
  const removals = state.changes.filter(({ kind, key }) => kind === 'remove' && state.undoable.includes(key));
  return (
    <div className={styles.notices} role="status">
      {removals.map((change) => (
        <div key={change.key} className={styles.notice}>
          <p>{text.removed(titleOf(state, 'id' in change ? change.id : 0))}</p>
          <Button onClick={() => store.undo(change.key)}>{text.undo}</Button>
        </div>
      ))}
      {state.failures.map(({ key, title, error }) => (
        <div key={key} className={styles.failure}>
          <Icon name="alert" />
          <p>
            {title} {error.message}
          </p>
          <Button onClick={() => store.retry(key)}>{text.retry}</Button>
          <IconButton icon="close" label={text.dismiss} onClick={() => store.dismiss(key)} />
        </div>
      ))}
    </div>
  );
}

function titleOf({ tasks }: TodosState, id: number): string {
  return tasks.find((task) => task.id === id)?.title ?? '';
}
