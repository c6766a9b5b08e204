import { actionStrings } from '../../strings/chat.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import styles from './action-card.module.css';
import type { Action } from './describe-tool-call.ts';

const icons = {
  created: 'plus',
  completed: 'check',
  updated: 'pencil',
  deleted: 'trash',
  listed: 'list',
  failed: 'alert',
  other: 'spark',
} as const satisfies Record<Action['kind'], IconName>;

/** What the assistant did, as a slip under its words. */
export function ActionCard({ action }: { readonly action: Action }) {
  return (
    <div className={styles.card} data-kind={action.kind}>
      <span className={styles.icon}>
        <Icon name={icons[action.kind]} />
      </span>
      <p>
        <span className={styles.label}>{action.label}</span>
        {action.task ? (
          <>
            {' '}
            <span className={styles.title}>{action.task.title}</span>{' '}
            <span className={styles.id}>{actionStrings.task(action.task.id)}</span>
          </>
        ) : null}
      </p>
    </div>
  );
}
