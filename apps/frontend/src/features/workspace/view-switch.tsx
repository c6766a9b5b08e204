import { viewStrings as text } from '../../strings/workspace.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './view-switch.module.css';

export type View = 'chat' | 'todos';

interface ViewSwitchProps {
  readonly view: View;
  readonly onView: (view: View) => void;
  /** How many todos are still to do. */
  readonly pending: number;
  /** The list was changed while it was not in view. */
  readonly hasNews: boolean;
}

/** On a narrow page: one tap to the other view. */
export function ViewSwitch({ view, onView, pending, hasNews }: ViewSwitchProps) {
  return (
    <nav className={styles.switch} aria-label={text.label}>
      <button
        type="button"
        className={styles.view}
        aria-current={view === 'chat' ? 'page' : undefined}
        onClick={() => onView('chat')}
      >
        <Icon name="chat" />
        {text.chat}
      </button>
      <button
        type="button"
        className={styles.view}
        aria-current={view === 'todos' ? 'page' : undefined}
        onClick={() => onView('todos')}
      >
        <Icon name="list" />
        {text.todos}
        {pending > 0 ? <span className={hasNews ? styles.news : styles.count}>{pending}</span> : null}
        {hasNews ? <span className="visually-hidden">{text.changed}</span> : null}
      </button>
    </nav>
  );
}
